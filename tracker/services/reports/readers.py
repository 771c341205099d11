"""Those who answer questions beside the one that follows the log: few, and none for long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from tracker.domain.reports.question import Unavailable
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import Interrupted, TooLarge
from tracker.storage.threads import in_a_thread

T = TypeVar("T")

READERS = 2
DEADLINE = 5.0  # seconds that a question may take
PATIENCE = 1.0  # seconds more for one that was interrupted
AGAIN = 0.05  # seconds until it is told once more
BUSY = 2  # times that somebody has asked: of each question the engine keeps some kilobytes until it
# is told to let go


class Readers:
    """`make` gives a connection of its own; it blocks for a moment."""

    def __init__(self, make: Callable[[], Reader]) -> None:
        self._make = make
        self._idle: list[Reader] = []
        self._turn = asyncio.Semaphore(READERS)
        self._is_closed = False
        self._was_asked = False  # since the last look whether there can be a rest
        self._busy = 0  # looks since the last rest
        self.stuck = 0  # questions that have not ended though they were interrupted

    async def ask(self, asked: Callable[[Reader], T]) -> T:
        """What a reader says, in a thread. Raises Unavailable where it takes too long, and
        EngineError."""
        self._was_asked = True
        if self.stuck >= READERS:
            raise Unavailable("stuck", STUCK)
        async with self._turn:
            if self._is_closed:
                raise Unavailable("closed", CLOSED)
            reader = self._idle.pop() if self._idle else self._make()
            asking = asyncio.create_task(in_a_thread(lambda: asked(reader), "report"))
            try:
                return await self._in_time(asking)
            finally:
                await self._give_back(asking, reader)

    async def _in_time(self, asking: asyncio.Task[T]) -> T:
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.shield(asking)
        except TimeoutError:
            raise Unavailable("slow", SLOW) from None
        except TooLarge:
            raise Unavailable("slow", LARGE) from None
        except Interrupted:
            raise Unavailable("closed", CLOSED) from None

    async def _give_back(self, asking: asyncio.Task[T], reader: Reader) -> None:
        """Who waits no more, since it took too long or they are gone, has it end. It is told so
        again and again: between two of its statements nobody hears it. What that leaves of its
        transaction is not known, so there is another reader for the next question."""
        if asking.done():
            if not (asking.cancelled() or asking.exception()):
                self._idle.append(reader)
            return
        with suppress(BaseException):
            async with asyncio.timeout(PATIENCE):
                while not asking.done():
                    reader.interrupt()
                    await asyncio.wait({asking}, timeout=AGAIN)
        self.stuck += 1
        if asking.done():
            self._has_ended(asking)
        else:
            asking.add_done_callback(self._has_ended)

    def _has_ended(self, asked: asyncio.Future[Any]) -> None:
        """After all: on a busy machine it may take longer than we wait for it."""
        if not asked.cancelled():
            asked.exception()  # else asyncio complains that nobody has looked at it
        self.stuck -= 1

    async def rest(self, work: Callable[[], Awaitable[None]]) -> None:
        """Have it done while nobody asks: if nobody has since the last time, or it was put off
        often enough, and no question is still at work."""
        was_asked, self._was_asked = self._was_asked, False
        self._busy += 1
        if self.stuck or (was_asked and self._busy < BUSY):
            return
        self._busy = 0
        async with self._turn, self._turn:  # of READERS
            await work()

    async def ended(self) -> None:
        """Nobody asks any more: what is under way has come to its end."""
        self._is_closed = True
        for _ in range(READERS):
            await self._turn.acquire()
        for _ in range(READERS):  # for those who still wait: they are told
            self._turn.release()


SLOW = "This question takes longer than five seconds. Ask for a shorter period or fewer filters."
LARGE = "This question needs more memory than it may. Ask for a shorter period or fewer filters."
STUCK = "Questions do not end: reports come back when they do, or when the server is restarted."
CLOSED = "Reports begin again, or the server stops: ask again in a moment."
