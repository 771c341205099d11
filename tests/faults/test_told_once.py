"""What was kept to be told arrives, though the server is killed while it is told."""

from pathlib import Path

import pytest

from tests.faults.told_once import FIRST, told_over_a_kill
from tests.faults.told_over_kills import EACH, reached_over_kills

pytestmark = pytest.mark.fault


async def test_no_message_is_lost_by_a_kill(data_dir: Path) -> None:
    told = await told_over_a_kill(data_dir, hits=FIRST + 3)
    assert told.before == FIRST
    assert len(told.kept) == FIRST + 3
    assert told.lost == set()


async def test_a_kill_between_a_hit_and_its_message_loses_and_doubles_none(data_dir: Path) -> None:
    reached = await reached_over_kills(data_dir, moments=(0, 0.02, 0.05, 0.08, 0.12, 0.2))
    assert reached.committed == 6 * EACH
    assert reached.told == reached.committed
