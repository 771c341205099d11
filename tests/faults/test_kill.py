"""An acknowledged hit survives kill -9 at any moment."""

from pathlib import Path

import pytest

from tests.faults.kills import AT_LEAST, SABOTAGED, kills

pytestmark = pytest.mark.fault


async def test_no_acknowledged_hit_is_lost_or_doubled_by_three_kills(data_dir: Path) -> None:
    rounds = await kills(data_dir, rounds=3)
    print(*rounds, sep="\n")
    assert [each for each in rounds if not each.is_clean] == []
    assert all(each.acknowledged >= AT_LEAST and each.in_flight for each in rounds)


async def test_a_server_that_acknowledges_before_the_commit_is_found_out(data_dir: Path) -> None:
    sabotaged = (SABOTAGED, "acknowledge-early")
    (killed,) = await kills(data_dir, 1, sabotaged, QUEUE_SIZE="1000000")
    assert killed.lost
    assert not killed.is_clean
