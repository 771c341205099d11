"""Each change is told to those who know of its kind, whatever goes wrong meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from tests.engines.memory_bus import MemoryBus
from tests.eventually import eventually
from tracker.services.following import follower
from tracker.services.following.follower import Follower
from tracker.services.following.nudges import Nudges
from tracker.storage.file.errors import Forgotten, Unwritable
from tracker.storage.file.transactions import Change


class SmallFeed:
    """`told` is all there is; what is before `first` is forgotten."""

    def __init__(self) -> None:
        self.told: list[Change] = []
        self.first = 1
        self.nudged = asyncio.Event()
        self.nudges = 0

    def add(self, *changes: tuple[str, str]) -> None:
        self.told += [Change(len(self.told) + 1 + n, *each) for n, each in enumerate(changes)]
        self.nudged.set()

    def nudge(self) -> None:
        self.nudges += 1

    async def newest(self) -> int:
        return len(self.told)

    async def changes(self, after: int) -> AsyncGenerator[Sequence[Change], None]:
        while True:
            if after + 1 < self.first:
                raise Forgotten("too long ago")
            if some := self.told[after:]:
                yield some
                after = some[-1].n
            self.nudged.clear()
            await self.nudged.wait()


@pytest.fixture
def feed() -> SmallFeed:
    return SmallFeed()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "AGAIN", 0.001)


class Learner:
    def __init__(self) -> None:
        self.learned: list[tuple[int, ...]] = []
        self.failures: list[Exception] = []

    async def learn(self, *key: int) -> None:
        if self.failures:
            raise self.failures.pop()
        self.learned.append(key)


async def test_what_is_told_together_is_learned_once_each(feed: SmallFeed) -> None:
    sites, members, reached = Learner(), Learner(), list[int]()
    feed.add(("site", "1"))
    learners = {"site": [sites.learn], "member": [members.learn]}
    following = Follower(feed, learners, [members.learn], reached.append).following()
    async with following:
        assert (members.learned, sites.learned, reached) == ([()], [], [1])
        feed.add(("site", "2"), ("member", "2 7"), ("site", "2"), ("other", "3"))
        await eventually(lambda: reached == [1, 5])
        assert (sites.learned, members.learned) == ([(2,)], [(), (2, 7)])


async def test_a_change_that_cannot_be_read_is_waited_for(feed: SmallFeed) -> None:
    sites = Learner()
    sites.failures = [Unwritable("away"), Unwritable("away")]
    async with Follower(feed, {"site": [sites.learn]}, []).following():
        feed.add(("site", "1"))
        feed.add(("site", "2"))
        await eventually(lambda: sites.learned == [(1,), (2,)])


async def test_one_that_cannot_be_learned_holds_up_no_other(
    feed: SmallFeed, caplog: pytest.LogCaptureFixture
) -> None:
    sites, others = Learner(), Learner()
    sites.failures = [KeyError("odd")]
    async with Follower(feed, {"site": [sites.learn, others.learn]}, []).following():
        feed.add(("site", "1"), ("site", "2"))
        await eventually(lambda: others.learned == [(1,), (2,)])
    assert sites.learned == [(2,)]
    assert "A change of site [1] is not known here" in caplog.text


async def test_who_is_too_late_knows_everything_anew_and_goes_on(feed: SmallFeed) -> None:
    sites, everything = Learner(), Learner()
    async with Follower(feed, {"site": [sites.learn]}, [everything.learn]).following():
        everything.failures = [Unwritable("away")]
        feed.told, feed.first = [Change(n, "site", "1") for n in range(1, 10)], 9
        feed.nudged.set()
        await eventually(lambda: len(everything.learned) == 2)
        feed.add(("site", "2"))
        await eventually(lambda: sites.learned == [(2,)])


async def test_whoever_has_seen_a_change_says_so_once() -> None:
    bus, one, other = MemoryBus(), SmallFeed(), SmallFeed()
    here, there = Nudges(one, bus), Nudges(other, bus)
    async with here.hearing(), there.hearing(), bus.hear("changed") as told:
        await eventually(lambda: len(bus._hearers["changed"]) == 3)
        here.reached(5)
        await eventually(lambda: other.nudges == 1)
        there.reached(5)
        bus.tell("changed", b"nonsense")
        there.reached(6)
        await eventually(lambda: one.nudges == 1)
        assert [(await anext(told)).data for _ in range(3)] == [b"5", b"nonsense", b"6"]
    assert (one.nudges, other.nudges) == (1, 1)
