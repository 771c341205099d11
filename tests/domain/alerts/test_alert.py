"""When somebody is told, and when not yet."""

from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tracker.domain.alerts.alert import Alert, Quiet, is_quiet, may_be_told

BERLIN = ZoneInfo("Europe/Berlin")
NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC, 13:00 in Berlin
NIGHT = Quiet(22 * 60, 7 * 60)
ALERT = Alert(id=1, site_id=1, name="Silence", kind="silence", pause=60)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (24, True), (29, True), (30, False)]
)
def test_a_night_lasts_past_midnight(hour: int, quiet: bool) -> None:
    """In Berlin's time, which is an hour ahead."""
    assert is_quiet(NIGHT, NOON + (hour - 12) * 3_600_000, BERLIN) is quiet


def test_rest_may_be_within_a_day() -> None:
    assert is_quiet(Quiet(13 * 60, 14 * 60), NOON, BERLIN)
    assert not is_quiet(Quiet(13 * 60, 14 * 60), NOON + 3_600_000, BERLIN)
    assert not is_quiet(None, NOON, BERLIN)


def test_a_message_is_followed_by_a_pause() -> None:
    assert may_be_told(ALERT, None, NOON, BERLIN)
    assert not may_be_told(ALERT, NOON - 3_599_000, NOON, BERLIN)
    assert may_be_told(ALERT, NOON - 3_600_000, NOON, BERLIN)
    assert may_be_told(ALERT, NOON + 1, NOON, BERLIN)  # a clock was put back
    assert not may_be_told(replace(ALERT, quiet=Quiet(0, 1439)), None, NOON, BERLIN)
