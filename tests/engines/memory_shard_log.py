"""The shards of a log in memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from copy import copy
from typing import NamedTuple

from tests.engines.memory_stream import MemoryStream
from tests.engines.memory_trouble import Trouble
from tests.making import NOON
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.shard_log import Forgotten, Position

AT_ONCE = 50  # messages


class Message(NamedTuple):
    rows: list[Row]
    taken: int
    by: str
    at: int
    after: int  # the cursor that it follows


def copied(message: Message) -> Message:
    return message._replace(rows=[copy(row) for row in message.rows])


class MemoryShardLog:
    """`first`: the number of each shard's first message. `now`: ms, UTC. `most`: messages with
    which a shard is nearly full; 0: it never is."""

    most = 0

    def __init__(
        self,
        shards: int = 1,
        trouble: Trouble | None = None,
        first: int = 1,
        now: Callable[[], int] = lambda: NOON,
    ) -> None:
        self._now = now
        self.shards = range(shards)
        self._trouble = trouble or Trouble()
        self.kept = [MemoryStream[Message](copied, first) for _ in self.shards]

    async def identity(self) -> str:
        await self._trouble.way()
        return "memory"

    async def newest(self, shard: int) -> Position:
        await self._trouble.way()
        return self._newest(shard)

    async def since(self, shard: int, at: int) -> int:
        await self._trouble.way()
        stream = self.kept[shard]
        later = [number for number, each in stream.kept.items() if each.at >= at]
        return cursor_in(later[0], 0) if later else self._newest(shard).cursor

    async def append(self, shard: int, rows: Sequence[Row], at: Position, by: str) -> Position:
        await self._trouble.way()
        stream = self.kept[shard]
        if stream.newest != message_with(at.cursor):
            newest = stream.kept.get(stream.newest)
            if newest is None or (newest.by, newest.taken) != (by, at.taken):
                raise Fenced(f"the shard is at {self._newest(shard)} already")
        else:
            stream.add(Message(list(rows), at.taken, by, self._now(), at.cursor))
        await self._trouble.way()
        return Position(rows[-1].cursor, at.taken)

    def _newest(self, shard: int) -> Position:
        stream = self.kept[shard]
        if (message := stream.kept.get(stream.newest)) is None:
            return Position(cursor_in(stream.newest, 0), 0)
        return Position(message.rows[-1].cursor, message.taken)

    async def follow(self, shard: int, after: int) -> AsyncGenerator[Sequence[Row], None]:
        self._check(shard, after)
        async for messages in self.kept[shard].behind(message_with(after) - 1, AT_ONCE):
            rows = [row for _, each in messages for row in each.rows if row.cursor > after]
            if rows:
                self._check(shard, after)
                after = rows[-1].cursor
                yield rows

    def _check(self, shard: int, after: int) -> None:
        stream = self.kept[shard]
        oldest = stream.kept.get(stream.oldest)
        follows = oldest is None or oldest.after <= after
        is_next = message_with(after) + 1 == stream.oldest and follows
        if message_with(after) < stream.oldest and not is_next:
            raise Forgotten(f"the shard begins with message {stream.oldest}")

    async def rows_after(
        self, shard: int, site_id: int, cursor: int, upto: int, most: int
    ) -> Sequence[Row]:
        await self._trouble.way()
        self._check(shard, cursor)
        rows = (row for each in self.kept[shard].kept.values() for row in copied(each).rows)
        found = [row for row in rows if row.site_id == site_id and cursor < row.cursor <= upto]
        return found[:most]

    async def crowded(self, shard: int) -> int:
        await self._trouble.way()
        stream = self.kept[shard]
        if 0 < self.most <= len(stream.kept):
            return cursor_in((stream.oldest + stream.newest + 1) // 2, 0)
        return 0

    async def purge(self, shard: int, before: int) -> None:
        await self._trouble.way()
        stream = self.kept[shard]
        stream.purge(min(message_with(before), stream.newest) - 1)
