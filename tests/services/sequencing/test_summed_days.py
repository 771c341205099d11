"""Days that are over are summed up, behind the filing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.eventually import eventually
from tests.making import NOON
from tracker.services.background import put_to_an_end
from tracker.services.sequencing import cleaned_shard, summed_days
from tracker.services.sequencing.cleaned_shard import HOUR, CleanedShard
from tracker.services.sequencing.open_days import SELDOM, OpenDays
from tracker.services.sequencing.summed_days import SummedDays
from tracker.storage.file.errors import StorageError

DAY = 86_400_000
TODAY = NOON // DAY


class Summing:
    """`to_sum`: by site, `stales` in the order in which they are told; `trouble`: so many times
    the engine refuses."""

    def __init__(self, to_sum: dict[int, list[int]], stales: list[tuple[int, int]]) -> None:
        self.to_sum = to_sum
        self.stales = stales
        self.trouble = 0
        self.summed: list[tuple[int, list[int]]] = []
        self.looked = 0
        self.cleaned: list[tuple[int, list[bool]]] = []
        self.kept: list[int] = []

    async def stale(self) -> list[tuple[int, int]]:
        self.looked += 1
        return self.stales

    async def days_to_sum(self, site: int, _zone: str, _now: int) -> list[int]:
        return self.to_sum.get(site, [])

    async def sum_up(self, site: int, _zone: str, days: Sequence[int]) -> None:
        if self.trouble:
            self.trouble -= 1
            raise StorageError("away")
        self.summed.append((site, list(days)))
        self.to_sum[site] = [day for day in self.to_sum.get(site, []) if day not in days]

    async def keep_at_hand(self, site: int, _zone: str, _now: int) -> bool:
        if self.trouble:
            self.trouble -= 1
            raise StorageError("away")
        self.kept.append(site)
        return site == 2

    def generation(self) -> int:
        return 77

    async def clean(self, before: int, is_ours: Callable[[int], bool]) -> None:
        if self.trouble:
            self.trouble -= 1
            raise StorageError("away")
        self.cleaned.append((before, [is_ours(site) for site in (1, 2)]))


class Days:
    """Of sites 1 and 2."""

    def __init__(self, summing: Summing) -> None:
        self.summing = summing
        self.zones = {1: "UTC", 2: "UTC"}
        self.now = NOON
        self.keeps_up = asyncio.Event()
        self.keeps_up.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        days = SummedDays(
            self.summing, lambda: self.zones, self.keeps_up, lambda: self.now, every=0.001
        )
        task = asyncio.create_task(days.run())
        try:
            yield
        finally:
            await put_to_an_end(task)

    async def looked_on(self) -> None:
        """A few times more."""
        before = self.summing.looked
        await eventually(lambda: self.summing.looked > before + 3)


async def test_what_something_has_come_for_goes_first_then_the_newest_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(summed_days, "TOGETHER", 2)
    never = [TODAY - 4, TODAY - 3, TODAY - 2]
    stale = [(2, TODAY - 9), (2, TODAY - 8), (2, TODAY - 7), (2, TODAY), (3, TODAY - 1)]
    days = Days(Summing({1: never}, stale))
    async with days.working():
        await eventually(lambda: len(days.summing.summed) >= 4)
    assert days.summing.summed[:4] == [
        (2, [TODAY - 8, TODAY - 7]),
        (2, [TODAY - 9]),
        (1, [TODAY - 3, TODAY - 2]),
        (1, [TODAY - 4]),
    ]


async def test_while_filing_is_behind_nothing_is_summed_up() -> None:
    days = Days(Summing({1: [TODAY - 1]}, []))
    days.keeps_up.clear()
    async with days.working():
        await eventually(lambda: days.summing.looked)
        assert not days.summing.summed
        days.keeps_up.set()
        await eventually(lambda: days.summing.summed)


async def test_a_site_is_looked_at_again_the_next_day_and_when_it_has_moved() -> None:
    days = Days(Summing({}, []))
    async with days.working():
        await days.looked_on()
        days.summing.to_sum = {1: [TODAY - 1]}
        await days.looked_on()
        assert not days.summing.summed
        days.zones[1] = "Asia/Tokyo"
        await eventually(lambda: days.summing.summed == [(1, [TODAY - 1])])
        days.summing.to_sum = {1: [TODAY]}
        days.now += DAY
        await eventually(lambda: len(days.summing.summed) == 2)


async def test_an_engine_that_is_away_is_asked_again() -> None:
    days = Days(Summing({1: [TODAY - 1]}, []))
    days.summing.trouble = 2
    async with days.working():
        await eventually(lambda: days.summing.summed == [(1, [TODAY - 1])])


async def test_it_is_cleaned_once_a_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaned_shard, "LOOKS", 0.001)
    summing, now = Summing({}, []), [TODAY * DAY + 2 * HOUR]
    cleaned = CleanedShard(summing, lambda site: site == 2, lambda: now[0], lingers=0.0)
    task = asyncio.create_task(cleaned.run())
    await asyncio.sleep(0.02)
    assert summing.cleaned == []
    now[0] += HOUR
    await eventually(lambda: summing.cleaned)
    await asyncio.sleep(0.02)
    assert summing.cleaned == [(77, [False, True])]
    summing.trouble = 1
    now[0] += DAY
    await eventually(lambda: not summing.trouble)
    now[0] += DAY
    await eventually(lambda: len(summing.cleaned) == 2)
    await put_to_an_end(task)


async def test_visits_of_large_sites_are_kept_at_hand_and_small_ones_looked_at_seldom() -> None:
    summing, keeps_up = Summing({}, []), asyncio.Event()
    days = OpenDays(summing, lambda: {1: "UTC", 2: "UTC"}, keeps_up, lambda: NOON, every=0.001)
    task = asyncio.create_task(days.run())
    await asyncio.sleep(0.01)
    assert summing.kept == []
    summing.trouble = 1
    keeps_up.set()
    await eventually(lambda: summing.kept.count(1) == 2)
    assert summing.kept[: SELDOM + 1] == [1, *[2] * SELDOM]
    await put_to_an_end(task)
