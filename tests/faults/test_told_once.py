"""What was kept to be told arrives, though the server is killed while it is told."""

from pathlib import Path

import pytest

from tests.faults.told_once import FIRST, told_over_a_kill

pytestmark = pytest.mark.fault


async def test_no_message_is_lost_by_a_kill(data_dir: Path) -> None:
    told = await told_over_a_kill(data_dir, hits=FIRST + 3)
    assert told.before == FIRST
    assert len(told.kept) == FIRST + 3
    assert told.lost == set()
