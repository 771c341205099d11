"""How the next one who writes a shard learns what the one before knew: of a day by what is filed,
and behind that from the log, so that it takes as long as what was filed last is behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar

from tracker.domain.shard_cursors import start_of
from tracker.domain.visits import MINUTE
from tracker.services.recording.sequencer import DAY_AND_MORE, HOUR, MOST_BEACONS
from tracker.services.taking_over import running_visits
from tracker.services.taking_over.shard_state import ShardState
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.lately import Lately, Since
from tracker.storage.processes.shard_log import Position, ShardLog
from tracker.storage.processes.told_to_end import heed_the_end

logger = logging.getLogger(__name__)

MOST_VISITORS = 4_000_000  # that are known at once
T = TypeVar("T")


class TakingOver:
    """`lately`: what is filed. `now`: ms, UTC. `secret`: by which what strangers number is
    remembered."""

    def __init__(
        self, shard: int, log: ShardLog, lately: Lately, now: Callable[[], int], secret: bytes
    ) -> None:
        self._shard = shard
        self._log = log
        self._lately = lately
        self._now = now
        self._secret = secret

    async def state_at(self, stands: Position) -> ShardState:
        """Of those who may come again, with all rows up to there; what waits in the inbox follows
        the newest of them, however long ago that was. Where nobody says what is filed, the log
        says it, row by row. Raises RefusesForNow."""
        first = start_of(stands.cursor)
        if stands.cursor == first:
            return ShardState(self._shard, self._secret)  # there is no row yet
        until = min(self._now(), await self._time_behind(first))
        state, filed = await self._filed(stands, until)
        since = await self._log.since(self._shard, until - DAY_AND_MORE - MINUTE)
        await self._learn(state, max(min(since, first), filed), stands, until)
        return state

    async def _filed(self, stands: Position, until: int) -> tuple[ShardState, int]:
        """What is known by that, and up to which cursor."""
        try:
            mark = min(await self._lately.mark(self._shard), stands.cursor)
            if mark:
                return await self._known(mark, until), mark
        except RefusesForNow as error:
            logger.warning("Shard %d is taken up from the log alone: %s", self._shard, error)
        return ShardState(self._shard, self._secret), 0

    async def _known(self, mark: int, until: int) -> ShardState:
        state, lately = ShardState(self._shard, self._secret), self._lately
        hour, day = (Since(self._shard, until - each, mark) for each in (HOUR, DAY_AND_MORE))
        half = hour._replace(at=until - running_visits.GENERATION)
        state.know_id(await lately.newest_id(day))
        state.know_resets(await lately.resets())
        state.know_removed(await lately.removed())
        await _taken(lately.newcomers(day, MOST_VISITORS), state.know_newcomers)
        await _taken(lately.beacons(hour, MOST_BEACONS), state.know_beacons)
        await _taken(lately.visits(half, running_visits.MOST), state.know_visits)
        return state

    async def _learn(self, state: ShardState, after: int, stands: Position, until: int) -> None:
        """What the log has behind that cursor."""
        async with aclosing(self._log.follow(self._shard, after)) as following:
            while after < stands.cursor:
                heed_the_end()
                rows = await anext(following)
                state.learn(rows, until)
                after = rows[-1].cursor
                await asyncio.sleep(0)

    async def _time_behind(self, cursor: int) -> int:
        """Of the rows there, the newest."""
        async with aclosing(self._log.follow(self._shard, cursor)) as following:
            return max(row.at for row in await anext(following))


async def _taken(
    parts: AsyncGenerator[Sequence[T], None], know: Callable[[Sequence[T]], None]
) -> None:
    """Part by part: others have their turn between them."""
    async with aclosing(parts):
        async for some in parts:
            heed_the_end()
            know(some)
            await asyncio.sleep(0)
