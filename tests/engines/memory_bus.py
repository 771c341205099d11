"""The bus in memory."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tracker.storage.processes.bus import NobodyAnswers, Told


class MemoryBus:
    def __init__(self) -> None:
        self._hearers = defaultdict[str, list[asyncio.Queue[Told]]](list)

    def tell(self, topic: str, data: bytes) -> None:
        self._tell(topic, Told(data, 0, lambda _: None))

    def _tell(self, topic: str, told: Told) -> None:
        for hearer in self._hearers[topic]:
            hearer.put_nowait(told)

    @asynccontextmanager
    async def hear(self, topic: str) -> AsyncIterator[AsyncIterator[Told]]:
        queue = asyncio.Queue[Told]()
        self._hearers[topic].append(queue)
        try:
            yield _read(queue)
        finally:
            self._hearers[topic].remove(queue)

    async def ask(self, topic: str, data: bytes, within: float) -> bytes:
        answered = asyncio.get_running_loop().create_future()
        self._tell(topic, Told(data, 0, _once(answered)))
        if not self._hearers[topic]:
            raise NobodyAnswers(topic)
        try:
            return await asyncio.wait_for(answered, within)
        except TimeoutError:
            raise NobodyAnswers(topic) from None


def _once(answered: asyncio.Future[bytes]) -> Callable[[bytes], None]:
    def answer(data: bytes) -> None:
        if not answered.done():
            answered.set_result(data)

    return answer


async def _read(queue: asyncio.Queue[Told]) -> AsyncIterator[Told]:
    while True:
        yield await queue.get()
