"""Reports are exact after kill -9 of who follows the log."""

from pathlib import Path

import pytest

from tests.faults.killed_reports import killed_reports

pytestmark = pytest.mark.fault


async def test_three_kills_change_no_number(tmp_path: Path) -> None:
    rounds = await killed_reports(tmp_path, rounds=3)
    print(*rounds, sep="\n")
    assert all(each.is_exact for each in rounds)


async def test_a_follower_that_says_too_early_what_it_has_taken_is_found_out(
    tmp_path: Path,
) -> None:
    (killed,) = await killed_reports(tmp_path, 1, sabotaged=True)
    assert not killed.is_exact
