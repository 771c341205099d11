"""Reports under a clock that jumps by an hour, by years, over the days that have 23, 25 or no hours
like others."""

from pathlib import Path

import pytest

from tests.faults.jumping_clock import under_a_jumping_clock
from tracker.storage.reports import visits

pytestmark = pytest.mark.fault


async def test_every_period_is_answered_and_as_the_plain_truth_says(data_dir: Path) -> None:
    found = await under_a_jumping_clock(data_dir, ("today", "all"))
    assert found.is_clean, found


async def test_a_server_that_believes_its_sums_of_days_is_found_out(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes for a day that the clock had said was over changes nothing there."""
    monkeypatch.setattr(visits, "GO_STALE", "select $low, $high")
    found = await under_a_jumping_clock(data_dir, ("today",))
    assert not found.is_clean, found
