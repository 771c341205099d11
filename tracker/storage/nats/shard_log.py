"""The log in NATS: a stream a shard. What is appended together is one message, which is told to all
who listen as soon as it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime

from nats.aio.client import Client
from nats.errors import MaxPayloadError
from nats.js.api import RawStreamMsg

from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.file.errors import Conflict, Fenced, RefusesForNow
from tracker.storage.nats.followed import beginning, followed
from tracker.storage.nats.stored import first_since, newest_of, state_of, stored
from tracker.storage.nats.streams import TRY, log_stream
from tracker.storage.nats.words import FAULTS, NOT_THE_LAST, code_of, own_words, said
from tracker.storage.nats_lines.messages import FORMAT, read_site, told_format, written
from tracker.storage.processes.shard_log import Position
from tracker.storage.processes.told_to_end import heed_the_end

NEVER = datetime.fromtimestamp(0, UTC)
CROWDED = 0.75  # of what it may hold
AGAIN = 0.02  # seconds in which it shows whether what another writes is stored


class NatsShardLog:
    """A message's number is its number in the stream, and says where the next one belongs."""

    def __init__(self, client: Client, shards: Sequence[int]) -> None:
        self.shards = shards
        self._client = client
        self._jetstream = client.jetstream(timeout=TRY)

    async def identity(self) -> str:
        """What its first stream was told when it was made; or when that was, to the microsecond."""
        with own_words():
            found = await self._jetstream.stream_info(log_stream(min(self.shards)))
        said = (found.config.metadata or {}).get("log")
        return said or f"{int((found.created or NEVER).timestamp() * 1_000_000):x}"

    async def newest(self, shard: int) -> Position:
        """From the newest message alone: it names what it has taken."""
        if message := await self._newest(shard):
            told_format(message.headers)
            rows = (message.data or b"").count(b"\n") + 1
            return Position(cursor_in(message.seq or 0, rows), _taken(message))
        state = await state_of(self._client, log_stream(shard))
        return Position(cursor_in(state.last_seq, 0), 0)

    async def since(self, shard: int, at: int) -> int:
        """By the servers' clocks. Who has answered may lag behind by what came in the last moments;
        where it knows of none, who leads is asked for the newest."""
        newest = await self.newest(shard)
        first = await first_since(self._client, log_stream(shard), at)
        return newest.cursor if first is None else cursor_in(first, 0)

    async def append(self, shard: int, rows: Sequence[Row], at: Position, by: str) -> Position:
        """Fenced by the number that the newest message has to have."""
        data = written(rows)
        last = message_with(at.cursor)
        if rows[0].cursor != cursor_in(last + 1, 1):
            raise Conflict(f"cursor {rows[0].cursor} does not follow {at.cursor}")
        headers = {
            "V": FORMAT,
            "In": str(at.taken),
            "By": by,
            "After": str(at.cursor),
            "Nats-Expected-Last-Sequence": str(last),
        }
        while True:
            heed_the_end()
            if await self._is_stored(shard, data, headers):
                return Position(rows[-1].cursor, at.taken)
            await asyncio.sleep(AGAIN)

    async def follow(self, shard: int, after: int) -> AsyncGenerator[Sequence[Row], None]:
        """Told as it is stored; what was not heard is read from the stream."""
        async with aclosing(followed(self._client, shard, after)) as messages:
            async for rows in messages:
                if rows[0].cursor <= after:
                    rows = [row for row in rows if row.cursor > after]
                if rows:
                    yield rows

    async def rows_after(
        self, shard: int, site_id: int, cursor: int, upto: int, most: int
    ) -> Sequence[Row]:
        """From the message with the cursor on."""
        found: list[Row] = []
        stream = log_stream(shard)
        first = await beginning(self._client, stream, cursor)
        async with aclosing(stored(self._client, stream, first, message_with(upto))) as messages:
            async for message in messages:
                told_format(message.headers)
                rows = read_site(message.data, site_id)
                found += [row for row in rows if cursor < row.cursor <= upto]
                if len(found) >= most:
                    break
        return found[:most]

    async def crowded(self, shard: int) -> int:
        """By the limits that the operator has set."""
        with own_words():
            info = await self._jetstream.stream_info(log_stream(shard))
        state, limits = info.state, info.config
        full = (limits.max_bytes or 0, state.bytes), (limits.max_msgs or 0, state.messages)
        if any(most > 0 and there >= CROWDED * most for most, there in full):
            return cursor_in((state.first_seq + state.last_seq + 1) // 2, 0)
        return 0

    async def purge(self, shard: int, before: int) -> None:
        """Whole messages. Up to none is said by saying nothing, which would be up to the last."""
        stream = log_stream(shard)
        newest = (await state_of(self._client, stream)).last_seq
        if upto := min(message_with(before), newest):
            with own_words():
                await self._jetstream.purge_stream(stream, seq=upto)

    async def _newest(self, shard: int) -> RawStreamMsg | None:
        return await newest_of(self._client, log_stream(shard), f"log.{shard}")

    async def _is_stored(self, shard: int, data: bytes, headers: dict[str, str]) -> bool:
        """Or it has to be tried again. Raises Fenced, and RefusesForNow where nobody knows."""
        try:
            await self._jetstream.publish(f"log.{shard}", data, headers=headers)
        except MaxPayloadError:
            raise Conflict(f"NATS takes no message of {len(data)} bytes") from None
        except FAULTS as error:
            if code_of(error) not in NOT_THE_LAST:
                raise RefusesForNow(said(error)) from None
            return await self._is_the_newest(shard, headers)
        return True

    async def _is_the_newest(self, shard: int, headers: dict[str, str]) -> bool:
        """The stream refuses the number: because the very same message is stored; or another, maybe
        one that is not stored yet and may never be."""
        last = int(headers["Nats-Expected-Last-Sequence"])
        message = await self._newest(shard)
        if message is None:
            newest, found = (await state_of(self._client, log_stream(shard))).last_seq, {}
        else:
            newest, found = message.seq or 0, message.headers or {}
        if newest == last + 1 and all(found.get(each) == headers[each] for each in ("By", "In")):
            return True
        if newest != last:
            by = found.get("By", "nobody")
            raise Fenced(f"{log_stream(shard)} is at {newest}, by {by}, and not at {last}")
        return False


def _taken(message: RawStreamMsg) -> int:
    return int((message.headers or {})["In"])
