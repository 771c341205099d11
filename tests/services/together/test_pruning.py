"""What waits to be erased is shown by each process, and allowed at any."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clock import Clock
from tests.making import NOON
from tracker.services.erasing.doubts import Due
from tracker.services.short_memory import OwnMemory
from tracker.services.together.pruning import SharedPruning
from tracker.storage.sites.sites import Site

SITE = Site(1, "abcdefghijkl", 1, "example.com", (), "UTC", 0, "no")
DUE = Due(SITE, NOON, 7, "for a test")


def pruning(memory: OwnMemory, clock: Clock) -> SharedPruning:
    nothing: Any = None
    made = SharedPruning(nothing, nothing, nothing, nothing, clock, 0, settled(clock))
    made.memory = memory
    return made


def settled(clock: Clock) -> Any:
    from tracker.services.settled_clock import SettledClock

    return SettledClock(clock, clock.steady)


@pytest.fixture
def both(clock: Clock) -> list[SharedPruning]:
    memory = OwnMemory(clock.steady, 2)
    return [pruning(memory, clock) for _ in range(2)]


async def test_what_waits_is_shown_and_allowed_elsewhere(both: list[SharedPruning]) -> None:
    holds, shows = both
    async with holds.working():
        holds.waiting = [DUE]
        await holds.exchange()
        await shows.exchange()
        assert shows.waiting == [DUE]
        assert not holds._may_go(DUE, early=False)
        shows.go_on()
        await shows.exchange()
        await holds.exchange()
        assert holds._go_on.is_set()
        assert holds._may_go(DUE, early=False)
        holds.waiting = []
        await holds.exchange()
        await shows.exchange()
        assert shows.waiting == []


async def test_who_takes_over_begins_anew(both: list[SharedPruning]) -> None:
    one, other = both
    async with one.working():
        one.waiting = [DUE]
        await one.exchange()
        await other.exchange()
    async with other.working():
        await other.exchange()
        await one.exchange()
        assert (one.waiting, other.waiting) == ([], [])
