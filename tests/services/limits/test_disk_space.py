"""A server that started without room on its disk starts over once there is some."""

import asyncio
from pathlib import Path

import pytest

from tests.eventually import eventually
from tracker.services.acts.between import Between
from tracker.services.limits import disk_space
from tracker.services.limits.disk_space import LEAST_FREE, start_over_with_room


class Disk:
    """A disk whose room the test decides."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.looks = 0

    def look(self, _folder: Path) -> int:
        self.looks += 1
        return self.free


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk(0)
    monkeypatch.setattr(disk_space, "free_bytes", disk.look)
    monkeypatch.setattr(disk_space, "LOOK_EVERY", 0.001)
    return disk


async def test_it_waits_for_room_and_starts_over_once(disk: Disk, tmp_path: Path) -> None:
    between = Between()
    waiting = asyncio.create_task(start_over_with_room(tmp_path, between.start_over))
    await eventually(lambda: disk.looks > 3)
    assert not between.asked.is_set()
    disk.free = LEAST_FREE
    await waiting
    assert between.asked.is_set()


async def test_where_there_is_room_it_was_started_for_another_reason(
    disk: Disk, tmp_path: Path
) -> None:
    disk.free, between = LEAST_FREE, Between()
    await start_over_with_room(tmp_path, between.start_over)
    assert not between.asked.is_set()


def test_free_room_is_that_of_the_folders_disk(tmp_path: Path) -> None:
    assert disk_space.free_bytes(tmp_path) > 0
