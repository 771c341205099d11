"""Numbers of badges: counted once for everybody, no oftener than they are good for."""

import asyncio

import pytest

from tests.eventually import eventually
from tests.storage.sites.test_badges import SEEN
from tracker.domain.badges.badge import Badge
from tracker.services.sites import badge_numbers
from tracker.services.sites.badge_numbers import AT_ONCE, BadgeNumbers, Told


class Counted:
    """A badge for each token but `wrong`, counted as `number` once `free` is set."""

    def __init__(self) -> None:
        self.number: int | None = 0
        self.counts = 0
        self.now = 0.0
        self.free = asyncio.Event()
        self.free.set()
        self.numbers = BadgeNumbers(self.find, self.count, lambda: self.now)

    async def find(self, token: str) -> Badge | None:
        return None if token == "wrong" else SEEN

    async def count(self, _: Badge) -> int | None:
        self.counts += 1
        await self.free.wait()
        return self.number


async def test_a_crowd_costs_one_count_until_it_is_good_no_more() -> None:
    shown = Counted()
    shown.number = 7
    found = await asyncio.gather(*(shown.numbers.told("a") for _ in range(500)))
    assert set(found) == {Told(SEEN, 7)}
    shown.now = 59.9
    assert await shown.numbers.told("a") == Told(SEEN, 7)
    assert shown.counts == 1
    shown.now, shown.number = 60.1, 8
    assert await shown.numbers.told("a") == Told(SEEN, 8)
    assert shown.counts == 2
    assert await shown.numbers.told("wrong") is None


async def test_while_nobody_can_count_the_last_number_stays_for_an_hour() -> None:
    shown = Counted()
    shown.number = None
    assert await shown.numbers.told("a") == Told(SEEN, None)
    shown.now, shown.number = 2, 7
    assert await shown.numbers.told("a") == Told(SEEN, 7)
    shown.now, shown.number = 70, None
    assert await shown.numbers.told("a") == Told(SEEN, 7)
    shown.now = 4_000
    assert await shown.numbers.told("a") == Told(SEEN, None)


async def test_what_takes_long_is_there_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_numbers, "PATIENCE", 0.01)
    shown = Counted()
    shown.number = 7
    shown.free.clear()
    assert await shown.numbers.told("a") == Told(SEEN, None)
    shown.now = 2
    assert await shown.numbers.told("a") == Told(SEEN, None)
    assert shown.counts == 1, "it is under way"
    shown.free.set()
    await eventually(lambda: not shown.numbers._counting)
    shown.now, shown.number = 4, None
    assert await shown.numbers.told("a") == Told(SEEN, 7)


async def test_many_badges_of_a_site_are_counted_so_many_at_once() -> None:
    shown = Counted()
    told = [await shown.numbers.told(str(number)) for number in range(AT_ONCE + 5)]
    assert [each.number for each in told if each] == [0] * AT_ONCE + [None] * 5
    assert shown.counts == AT_ONCE


async def test_a_removed_one_is_forgotten_also_while_it_is_counted() -> None:
    shown = Counted()
    shown.free.clear()
    looking = asyncio.create_task(shown.numbers.told("a"))
    await eventually(lambda: shown.counts == 1)
    shown.numbers.forget("a")
    shown.free.set()
    await looking
    shown.now = 0.5
    await shown.numbers.told("a")
    assert shown.counts == 2, "nothing was kept of it"
