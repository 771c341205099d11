"""ClickHouse is asked once what was there has been filed; some questions at once, none for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeVar

from tracker.domain.reports.question import Delayed, Unavailable
from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import Away, ClickHouse, Refused, TooLarge, TooSlow
from tracker.storage.clickhouse.marks import filed

T = TypeVar("T")

AT_ONCE = 4  # questions of this process
WAITS = 2.0  # seconds for what was there when somebody asked
LOOKS = 0.05  # seconds between two looks
WITHIN = DEADLINE + 1.0  # seconds for all statements of a question, each of which has DEADLINE


class Filed(NamedTuple):
    """Everything up to this cursor is there; `is_behind`: the site has more."""

    upto: int
    is_behind: bool


class Failure(NamedTuple):
    """When (ms, UTC), and what was said; 0 and "" where nothing ever was."""

    at: int = 0
    text: str = ""


class Asking:
    """`shard_of`: of a site. `head_of`: the cursor of its newest row, as far as is known here.
    `now`: ms, UTC."""

    def __init__(
        self,
        engine: ClickHouse,
        shard_of: Callable[[int], int],
        head_of: Callable[[int], int],
        now: Callable[[], int],
    ) -> None:
        self._engine = engine
        self._shard_of = shard_of
        self._head_of = head_of
        self._now = now
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._stuck: dict[int, int] = {}  # by shard the mark that was waited for in vain
        self.failure = Failure()
        self.away = ""  # what was said when it was away the last time it was asked

    async def asked(
        self, site_id: int, ask: Callable[[ClickHouse], Awaitable[T]], whole: bool = False
    ) -> tuple[Filed, T]:
        """What is said, and up to where. Raises Unavailable, of a `whole` list also where not
        everything is filed in time."""
        async with self._turn, self._in_words():
            there = await self._filed(site_id)
            if whole and there.is_behind:
                raise Unavailable("closed", BEHIND)
            async with asyncio.timeout(WITHIN):
                said = await ask(self._engine)
            self.away = ""
            return there, said

    async def _filed(self, site_id: int) -> Filed:
        """Read before any row is: what comes meanwhile is more than it says. Where the wait was in
        vain, and nothing was filed since, nobody waits again."""
        shard, head = self._shard_of(site_id), self._head_of(site_id)
        upto = await filed(self._engine, shard)
        if upto < head and self._stuck.get(shard) != upto:
            upto = await self._waited_for(shard, head, upto)
        return Filed(upto, upto < head)

    async def _waited_for(self, shard: int, head: int, upto: int) -> int:
        for _ in range(round(WAITS / LOOKS)):
            await asyncio.sleep(LOOKS)
            upto = await filed(self._engine, shard)
            if upto >= head:
                self._stuck.pop(shard, None)
                return upto
        self._stuck[shard] = upto
        return upto

    @asynccontextmanager
    async def _in_words(self) -> AsyncIterator[None]:
        try:
            yield
        except TooLarge as error:
            raise Unavailable("slow", LARGE) from error
        except (TooSlow, TimeoutError) as error:
            raise Delayed("slow", SLOW) from error
        except Away as error:
            self.failure, self.away = Failure(self._now(), str(error)), AWAY
            raise Delayed("closed", AWAY) from error
        except Refused as error:
            self.failure = Failure(self._now(), str(error))
            raise Unavailable("closed", FAILED) from error


SLOW = "This question takes longer than five seconds. Ask for a shorter period or fewer filters."
LARGE = "This question needs more memory than it may. Ask for a shorter period or fewer filters."
AWAY = "ClickHouse does not answer: ask again in a moment."
FAILED = "ClickHouse could not answer this: the log says why."
BEHIND = "Visits are just being filed: ask again later."
