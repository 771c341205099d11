"""Old visits go by whole days of their site, and early in its morning."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.making import NOON
from tracker.domain.ids import Ids, first_id
from tracker.domain.retention import DAY, is_overdue, is_time, kept_since

BERLIN = ZoneInfo("Europe/Berlin")


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "days", "since"),
    [
        ("2026-11-21T13:00:00+01:00", 1, "2026-11-20T00:00:00+01:00"),
        ("2026-11-21T00:00:00+01:00", 30, "2026-10-22T00:00:00+02:00"),
        ("2026-03-30T04:00:00+02:00", 2, "2026-03-28T00:00:00+01:00"),
    ],
)
def test_whole_days_are_kept(now: str, days: int, since: str) -> None:
    assert kept_since(ms(now), days, BERLIN) == ms(since)


@pytest.mark.parametrize(
    ("clock", "due"),
    [("03:59:59", False), ("04:00:00", True), ("07:59:59", True), ("08:00:00", False)],
)
def test_they_go_early_in_the_morning_there(clock: str, due: bool) -> None:
    assert is_time(ms(f"2026-11-21T{clock}+01:00"), BERLIN) is due


def test_an_id_tells_whether_a_visit_began_before_a_time() -> None:
    now = ms("2026-11-21T12:00:00+00:00")
    for bits in (0, 1023):
        ids = Ids(bits)
        assert ids.next(now - 1) < first_id(now) <= Ids(bits).next(now)


@pytest.mark.parametrize(
    ("last", "overdue"), [(None, False), (NOON - DAY, False), (NOON - 2 * DAY, True)]
)
def test_a_missed_morning_is_made_up_for(last: int | None, overdue: bool) -> None:
    assert is_overdue(NOON, last) is overdue
