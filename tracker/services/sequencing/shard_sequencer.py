"""The one that gives what was taken its place in a shard of the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from functools import partial

from tracker.services.background import beside
from tracker.services.sequencing.patience import patiently
from tracker.services.taking_over.shard_state import ShardState
from tracker.services.taking_over.taking_over import TakingOver
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.inbox import Inbox, Taken
from tracker.storage.processes.lately import Lately
from tracker.storage.processes.shard_log import Position, ShardLog
from tracker.storage.processes.told_to_end import heed_the_end

logger = logging.getLogger(__name__)

MOST_ROWS, MOST_BYTES = 2_000, 800_000  # of a message of the log, unless one of the inbox has more
PURGE_EVERY = 1.0  # seconds: an inbox that may hold little is soon full


class ShardSequencer:
    """All that it knows of the shard it has from the log, and from what is filed of it: who comes
    next finds the same."""

    def __init__(  # noqa: PLR0917
        self,
        shard: int,
        inbox: Inbox,
        log: ShardLog,
        name: str,
        now: Callable[[], int],
        secret: bytes,
        lately: Lately,
    ) -> None:
        """`name`: of this process alone. `now`: ms, UTC. `secret`: by which it remembers what
        strangers number. `lately`: what is filed of the log."""
        self._shard = shard
        self._name = name
        self._inbox = inbox
        self._log = log
        self._now = now
        self._taking_over = TakingOver(shard, log, lately, now, secret)
        self._taken = 0  # the message of the inbox up to which all is in the log

    async def run(self, revision: int) -> None:
        """Until cancelled, at any time. `revision`: of the lease; each time another. Raises Fenced
        when somebody else has written."""
        by = f"{self._name}-{revision}"
        stands = await patiently("take up the log", partial(self._log.newest, self._shard))
        state = await patiently("take up the log", partial(self._taking_over.state_at, stands))
        logger.info("Shard %d goes on behind %d", self._shard, stands.cursor)
        self._taken = stands.taken
        messages = aclosing(self._inbox.taken_after(self._shard, stands.taken))
        async with beside(self._let_go), messages as taking:
            async for some in taking:
                heed_the_end()
                for part in parts_of(some):
                    stands = await self._sequence(part, stands, state, by)
                    self._taken = stands.taken

    async def _sequence(
        self, part: Sequence[Taken], stands: Position, state: ShardState, by: str
    ) -> Position:
        """Where the log stands with those messages."""
        arrivals = [each for message in part for each in message.arrivals]
        rows = state.fold(arrivals, stands.cursor, self._now())
        if not rows:
            return stands  # all known: the next message says that they were taken, too
        at = Position(stands.cursor, part[-1].position)
        append = partial(self._log.append, self._shard, rows, at, by)
        stands = await patiently(f"write to shard {self._shard}", append)
        state.remember(rows)
        return stands

    async def _let_go(self) -> None:
        """Have the inbox let go what is in the log; at first also what whoever was here before has
        left there: one that is full by that would take nothing any more."""
        gone = 0
        while True:
            heed_the_end()
            if (taken := self._taken) > gone and await self._is_gone(taken):
                gone = taken
            await asyncio.sleep(PURGE_EVERY)

    async def _is_gone(self, taken: int) -> bool:
        try:
            await self._inbox.purge(self._shard, taken)
        except RefusesForNow as error:
            logger.debug("The inbox keeps what is in the log: %s", error)
            return False
        return True


def parts_of(messages: Sequence[Taken]) -> Iterator[Sequence[Taken]]:
    """As many messages together as one of the log takes."""
    begin = rows = size = 0
    for number, message in enumerate(messages):
        rows += len(message.arrivals)
        size += message.size
        if number > begin and (rows > MOST_ROWS or size > MOST_BYTES):
            yield messages[begin:number]
            begin, rows, size = number, len(message.arrivals), message.size
    yield messages[begin:]
