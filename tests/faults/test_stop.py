"""A server that is told to stop answers what it owes and says goodbye."""

from pathlib import Path

import pytest

from tests.faults.kills import SABOTAGED
from tests.faults.stops import stopped

pytestmark = pytest.mark.fault


async def test_sigterm_loses_nothing_and_leaves_nobody_waiting(data_dir: Path) -> None:
    stop = await stopped(data_dir)
    assert stop.is_heard, stop
    assert stop.owed, "the signal came when nothing was on its way"


@pytest.mark.parametrize("again_after", [0.0, 0.02, 0.1, 0.5])
async def test_a_second_sigterm_does_not_cut_the_drain_short(
    data_dir: Path, again_after: float
) -> None:
    stop = await stopped(data_dir, again_after)
    assert stop.is_heard, stop


async def test_a_server_that_leaves_without_draining_is_found_out(data_dir: Path) -> None:
    stop = await stopped(data_dir, program=(SABOTAGED, "leave-at-once"))
    assert stop.left
    assert stop.told < stop.sockets
    assert not stop.is_heard
