"""What is told on a subject and nobody has looked at yet. NATS' client makes two tasks and a timer
for each message that is waited for, which takes longer than to read it; here it hands them over."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from nats.aio.client import Client
from nats.aio.msg import Msg

from tracker.storage.nats.words import FAULTS

UNHEARD = 16 << 20  # bytes that wait for who is slow; what comes then is missed


class Heard:
    """Messages in order."""

    def __init__(self) -> None:
        self._waiting: deque[Msg] = deque()
        self._size = 0
        self._some = asyncio.Event()

    async def put(self, message: Msg) -> None:
        """What the client calls."""
        if self._size < UNHEARD:
            self._waiting.append(message)
            self._size += len(message.data)
            self._some.set()

    async def next(self, within: float) -> Msg:
        """The oldest. Raises TimeoutError where none comes within so many seconds."""
        if self._waiting:
            await asyncio.sleep(0)  # others have their turn
        else:
            self._some.clear()
            async with asyncio.timeout(within):
                await self._some.wait()
        message = self._waiting.popleft()
        self._size -= len(message.data)
        return message


@asynccontextmanager
async def hearing(client: Client, subject: str) -> AsyncIterator[Heard]:
    """What is told from now on; after a break of the connection, again."""
    heard = Heard()
    told = await client.subscribe(subject, cb=heard.put)
    try:
        yield heard
    finally:
        with suppress(*FAULTS):
            await told.unsubscribe()
