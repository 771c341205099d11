"""What is committed in any shard, handed out in one process: each shard in order, without a hole.

A front hangs it up where an embedded server has its recorder: `committed` is what that one calls
with rows that are on disk (presence, tallies, heads, live, alerts), and `told` is `Shards.told`, so
that whoever reads a site's rows reads up to where its views have been told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from functools import partial

from tracker.domain.news import news_of
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.domain.visits import GONE_AFTER, MINUTE
from tracker.services.background import beside
from tracker.services.sequencing.patience import patiently
from tracker.storage.processes.shard_log import Forgotten, ShardLog
from tracker.storage.processes.told_to_end import heed_the_end

logger = logging.getLogger(__name__)

MOST_TAKEN_UP = 20_000  # messages of a shard: some seconds of a start
TOO_MUCH = (
    "Shard %d: the first %d messages of the last half hour are not taken up. For up to half an hour"
    " this process shows fewer visitors than are there: those who have done nothing since."
)
AHEAD = MINUTE  # ms: what another process's clock may be ahead
AT_ONCE = 200  # rows between which others have their turn: a few milliseconds

Hears = Callable[[Sequence[Row]], object]


class FollowedShards:
    """`take_up` is given what came within the last half hour, before anything else: who is here is
    known by that. `lost`: some rows could not be read, and open views miss them; they are to be
    ended, and come back with their cursors. `now`: ms, UTC."""

    def __init__(
        self,
        log: ShardLog,
        told: Callable[[int, int], object],
        take_up: Hears,
        committed: Hears,
        lost: Callable[[], object],
        *,
        now: Callable[[], int],
    ) -> None:
        self._log = log
        self._told = told
        self._take_up = take_up
        self._committed = committed
        self._lost = lost
        self._now = now
        self._at: dict[int, int] = {}  # by shard the cursor up to which all was handed out
        self.began: dict[int, int] = {}  # by shard where it was taken up
        self._begun = {shard: asyncio.Event() for shard in log.shards}

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """While the context is open. It is entered once every shard was taken up: an engine that is
        away is waited for."""
        async with AsyncExitStack() as working:
            for shard in self._log.shards:
                await working.enter_async_context(beside(partial(self._follow, shard)))
            for begun in self._begun.values():
                await begun.wait()
            yield

    async def _follow(self, shard: int) -> None:
        """For ever. After a failure it goes on behind what was handed out last."""
        while True:
            heed_the_end()
            try:
                await self._from(shard)
            except Forgotten as error:
                logger.error("Shard %d is taken up anew: %s", shard, error)
                self._at.pop(shard, None)
                self._lost()
            except Exception:  # who has heard of it, and who has not?
                self._lost()
                raise

    async def _from(self, shard: int) -> None:
        if shard not in self._at:
            self._at[shard] = self.began[shard] = await self._begin(shard)
            self._begun[shard].set()
        async with aclosing(self._log.follow(shard, self._at[shard])) as following:
            async for rows in following:
                news = news_of(rows)
                for first in range(0, len(news), AT_ONCE):
                    heed_the_end()
                    self._hand_out(shard, news[first : first + AT_ONCE])
                    await asyncio.sleep(0)
                self._move(shard, rows[-1].cursor)

    async def _begin(self, shard: int) -> int:
        """What has come lately; the cursor up to which it was taken up."""
        newest = await patiently("take up views", partial(self._log.newest, shard))
        recent = partial(self._log.since, shard, self._now() - GONE_AFTER - MINUTE)
        cursor = await patiently("take up views", recent)
        most = cursor_in(message_with(newest.cursor) - MOST_TAKEN_UP, 0)
        if cursor < most:
            logger.warning(TOO_MUCH, shard, message_with(most) - message_with(cursor))
            cursor = most
        async with aclosing(self._log.follow(shard, cursor)) as following:
            while cursor < newest.cursor:
                heed_the_end()
                rows = await anext(following)
                cursor = rows[-1].cursor
                # Of a clock that was ahead: whoever that was would stay until then.
                self._take_up([row for row in news_of(rows) if row.at <= self._now() + AHEAD])
                await asyncio.sleep(0)
        self._told(shard, cursor)
        return cursor

    def _hand_out(self, shard: int, rows: Sequence[Row]) -> None:
        """Where it stands, and what is told of it, without a break between the two."""
        self._move(shard, rows[-1].cursor)
        self._committed(rows)

    def _move(self, shard: int, cursor: int) -> None:
        self._at[shard] = cursor
        self._told(shard, cursor)
