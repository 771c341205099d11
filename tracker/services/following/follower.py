"""Follows the feed of changes: each is told to those who know by heart what it is about."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager

from tracker.services.background import beside
from tracker.storage.file.errors import Forgotten, RefusesForNow
from tracker.storage.processes.settings_feed import SettingsFeed
from tracker.storage.processes.told_to_end import heed_the_end

logger = logging.getLogger(__name__)

AGAIN = 0.5  # seconds until somebody is told once more who could not read what has become of it

Learn = Callable[..., Awaitable[object]]  # given the numbers in the key; asks what is true now
LearnAll = Callable[[], Awaitable[object]]


class Follower:
    """`learners`: who is told of a kind of change, in this order. `all_of_it` has everybody know
    everything anew. `reached` is told up to which number all is known.

    They ask what is true when they are told, so a change may be told twice, and several of the same
    thing as one."""

    def __init__(
        self,
        feed: SettingsFeed,
        learners: Mapping[str, Sequence[Learn]],
        all_of_it: Sequence[LearnAll],
        reached: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._feed = feed
        self._learners = learners
        self._all_of_it = all_of_it
        self._reached = reached
        self._upto = 0

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """While the context is open; all is known when it is entered. Raises StorageError."""
        await self._begin()
        async with beside(self._work):
            yield

    async def _begin(self) -> None:
        """The number is read first: what changes meanwhile is told once more."""
        upto = await self._feed.newest()
        for learn_all in self._all_of_it:
            await learn_all()
        self._come_to(upto)

    async def _work(self) -> None:
        while True:
            try:
                await self._follow()
            except Forgotten as error:
                logger.warning("All settings are read anew: %s", error)
                await self._until_it_can(self._begin)

    async def _follow(self) -> None:
        async with aclosing(self._feed.changes(self._upto)) as changes:
            async for some in changes:
                heed_the_end()
                for kind, key in dict.fromkeys((each.kind, each.key) for each in some):
                    await self._tell(kind, [int(number) for number in key.split()])
                self._come_to(some[-1].n)

    async def _tell(self, kind: str, key: Iterable[int]) -> None:
        for learn in self._learners.get(kind, ()):
            try:
                await self._until_it_can(learn, *key)
            except Exception:  # one that cannot be learned keeps nobody from all the others
                logger.exception("A change of %s %s is not known here", kind, key)

    async def _until_it_can(self, learn: Learn, *key: int) -> None:
        while True:
            try:
                await learn(*key)
            except RefusesForNow as error:
                logger.warning("A change of settings is not known here yet: %s", error)
                await asyncio.sleep(AGAIN)
            else:
                return

    def _come_to(self, upto: int) -> None:
        self._upto = upto
        self._reached(upto)
