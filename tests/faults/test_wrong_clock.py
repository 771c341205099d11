"""A clock that is wrong for a minute costs nothing; one that stays so is believed in the end."""

from pathlib import Path

import pytest

from tests.faults.wrong_clock import wrong_for_a_minute
from tracker.services import settled_clock
from tracker.services.erasing import doubts

pytestmark = pytest.mark.fault


async def test_a_minute_costs_nothing_and_an_hour_is_believed(data_dir: Path) -> None:
    found = await wrong_for_a_minute(data_dir, 500)
    assert found.is_clean, found
    assert found.is_believed_in_the_end, found


async def test_a_server_that_believes_at_once_is_found_out(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settled_clock, "SURE_AFTER", 0.0)
    monkeypatch.setattr(doubts, "SURE_AFTER", 0.0)
    found = await wrong_for_a_minute(data_dir, 500)
    assert not found.is_clean, found
