"""Backups on a schedule: counted from the newest, tried again when one fails."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.making import NOON
from tracker.services.upkeep import backups as service
from tracker.services.upkeep.backups import HOUR, SOON, Backups
from tracker.storage.backups.folder import backups
from tracker.storage.file.database import Database

EVERY = 24


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(service, "LONGEST_SLEEP", 0.01)
    return Clock()


@pytest.fixture
async def make(tmp_path: Path, clock: Clock) -> Callable[[], Backups]:
    async with Database.open(tmp_path / "tracker.db"):
        pass
    return lambda: Backups(tmp_path / "tracker.db", tmp_path / "kept", 7, clock)


async def made_at(folder: Path, at: int) -> None:
    await eventually(lambda: at in [each.at for each in backups(folder)])


async def test_the_first_is_made_soon_and_the_next_a_day_later(
    make: Callable[[], Backups], clock: Clock, tmp_path: Path
) -> None:
    made = make()
    async with made.working(EVERY):
        for number, at in enumerate((NOON + SOON, NOON + SOON + EVERY * HOUR)):
            clock.now = at - 1
            await asyncio.sleep(0.05)
            assert len(backups(tmp_path / "kept")) == number
            clock.now = at
            await made_at(tmp_path / "kept", at)


async def test_a_restart_goes_on_with_the_count(
    make: Callable[[], Backups], clock: Clock, tmp_path: Path
) -> None:
    await make().make()
    clock.now += 23 * HOUR
    async with make().working(EVERY):
        clock.now += SOON
        await asyncio.sleep(0.05)
        assert len(backups(tmp_path / "kept")) == 1
        clock.now = NOON + EVERY * HOUR
        await eventually(lambda: len(backups(tmp_path / "kept")) == 2)


async def test_one_that_fails_is_tried_again_within_the_hour(
    make: Callable[[], Backups], clock: Clock, tmp_path: Path
) -> None:
    made = make()
    (tmp_path / "kept").touch()  # where the folder should be
    async with made.working(EVERY):
        clock.now += SOON
        await eventually(lambda: made.trouble)
        (tmp_path / "kept").unlink()
        clock.now += HOUR
        await eventually(lambda: not made.trouble)
        assert len(backups(tmp_path / "kept")) == 1


async def test_none_are_made_where_none_are_wanted(
    make: Callable[[], Backups], clock: Clock, tmp_path: Path
) -> None:
    async with make().working(0):
        clock.now += 100 * HOUR
        await asyncio.sleep(0.05)
    assert backups(tmp_path / "kept") == []


async def test_after_a_clock_that_was_ahead_the_next_is_made_in_its_time(
    make: Callable[[], Backups], clock: Clock, tmp_path: Path
) -> None:
    ahead = NOON + 400 * EVERY * HOUR
    async with make().working(EVERY):
        clock.now = ahead
        await made_at(tmp_path / "kept", ahead)
        clock.now = NOON + HOUR
        await asyncio.sleep(0.1)
        clock.now += EVERY * HOUR
        await made_at(tmp_path / "kept", clock.now)
