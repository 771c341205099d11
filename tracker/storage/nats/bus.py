"""The bus over NATS: topics are its subjects, nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from tracker.storage.nats.words import FAULTS, said
from tracker.storage.processes.bus import NobodyAnswers, Told
from tracker.storage.processes.told_to_end import heed_the_end

UNSENT = 10_000  # messages that wait to be sent; what comes then is lost
UNHEARD = 16 << 20  # bytes; who is slower misses what comes then


class NatsBus:
    """`open_bus` has it send."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._unsent = asyncio.Queue[tuple[str, bytes]](UNSENT)

    def tell(self, topic: str, data: bytes) -> None:
        with suppress(asyncio.QueueFull):
            self._unsent.put_nowait((topic, data))

    @asynccontextmanager
    async def hear(self, topic: str) -> AsyncIterator[AsyncIterator[Told]]:
        hearer = await self._client.subscribe(topic, pending_bytes_limit=UNHEARD)
        try:
            with suppress(*FAULTS):
                await self._client.flush(2)  # the server knows it by then
            async with aclosing(self._told(hearer)) as told:
                yield told
        finally:
            with suppress(*FAULTS):
                await hearer.unsubscribe()

    async def ask(self, topic: str, data: bytes, within: float) -> bytes:
        try:
            return (await self._client.request(topic, data, timeout=within)).data
        except FAULTS as error:
            raise NobodyAnswers(f"{topic}: {said(error)}") from None

    async def send(self) -> None:
        """What is told, for ever."""
        while True:
            heed_the_end()
            topic, data = await self._unsent.get()
            with suppress(*FAULTS):
                await self._client.publish(topic, data)

    async def _told(self, hearer: Subscription) -> AsyncGenerator[Told, None]:
        while True:
            heed_the_end()
            try:
                message = await hearer.next_msg(None)
            except nats.errors.Error:  # the connection has ended for good
                return
            yield self._of(message)

    def _of(self, message: Msg) -> Told:
        def answer(data: bytes) -> None:
            if message.reply:
                self.tell(message.reply, data)

        headers = message.header or {}
        return Told(message.data, int(headers.get("Nats-Sequence", 0)), answer)


@asynccontextmanager
async def open_bus(client: Client) -> AsyncIterator[NatsBus]:
    """It tells for as long as it is open."""
    bus = NatsBus(client)
    sending = asyncio.create_task(bus.send())
    try:
        yield bus
    finally:
        sending.cancel()
        await asyncio.wait([sending])
