"""The inbox in NATS: a stream a shard, in which each process publishes what it has taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from nats.aio.client import Client
from nats.errors import MaxPayloadError

from tracker.domain.arrivals import Arrival
from tracker.storage.file.errors import Conflict, RefusesForNow
from tracker.storage.nats.held import UNREAD, held
from tracker.storage.nats.pulled import pulled
from tracker.storage.nats.stored import Stored
from tracker.storage.nats.streams import TRY, inbox_stream
from tracker.storage.nats.words import FAULTS, own_words, said
from tracker.storage.nats_lines.messages import FORMAT, read_arrivals, told_format, written_arrivals
from tracker.storage.processes.inbox import Taken
from tracker.storage.processes.told_to_end import heed_the_end

AGAIN = 0.05  # seconds until a message is sent again


class NatsInbox:
    """`boot`: names this process among all that there ever are; the same message sent twice is
    stored once."""

    def __init__(self, client: Client, boot: str) -> None:
        self._client = client
        self._jetstream = client.jetstream(timeout=TRY)
        self._boot = boot
        self._sent = 0

    async def put(self, shard: int, arrivals: Sequence[Arrival], within: float) -> None:
        """One message after the other, each until it is acknowledged: by then most of the servers
        have it on disk."""
        deadline = asyncio.get_running_loop().time() + within
        for data in list(written_arrivals(arrivals)):
            await self._put(f"in.{shard}", data, self._headers(), deadline)

    def _headers(self) -> dict[str, str]:
        """Of a message that no other is like."""
        self._sent += 1
        return {"V": FORMAT, "Nats-Msg-Id": f"{self._boot}-{self._sent}"}

    async def _put(self, subject: str, data: bytes, headers: dict[str, str], until: float) -> None:
        """Nothing is sent behind that time, by whoever was stopped meanwhile, or when there is a
        connection again: the stream knows a message for a while only, and would have it twice."""
        now, error = asyncio.get_running_loop().time, Exception("it was not reached in time")
        while (left := until - now()) > 0:
            heed_the_end()
            if self._client.is_connected:
                try:
                    within = max(min(TRY, left), AGAIN)
                    await self._jetstream.publish(subject, data, timeout=within, headers=headers)
                except MaxPayloadError:
                    raise Conflict(f"NATS takes no message of {len(data)} bytes") from None
                except FAULTS as failed:
                    error = failed
                else:
                    return
            await asyncio.sleep(AGAIN)
        raise RefusesForNow(said(error))

    async def probe(self, shard: int) -> None:
        """Puts a message that holds nothing. Who is asked how the stream is says that all is well
        where it is full, or where its servers' disks are."""
        with own_words():
            await self._jetstream.publish(f"in.{shard}", b"", headers=self._headers())

    async def taken_after(self, shard: int, position: int) -> AsyncGenerator[Sequence[Taken], None]:
        """A message that nobody can read is waited for, until it is purged."""
        stream = inbox_stream(shard)
        async with aclosing(pulled(self._client, stream, position + 1)) as batches:
            async for batch in batches:
                taken: list[Taken] = []
                for message in batch:
                    try:
                        taken.append(_taken(message))
                    except UNREAD as error:
                        if taken:
                            yield taken
                            taken = []
                        await held(self._client, stream, message.sequence, error)
                if taken:
                    yield taken

    async def purge(self, shard: int, upto: int) -> None:
        """Numbers go on from where they were."""
        with own_words():
            await self._jetstream.purge_stream(inbox_stream(shard), seq=upto + 1)


def _taken(message: Stored) -> Taken:
    told_format(message.headers)
    return Taken(message.sequence, read_arrivals(message.data), len(message.data))
