"""Mails that wait until they are due, each with the number of its tries."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from contextlib import suppress

import msgspec

from tracker.services.mail.message import Mail

FIRST = 0.05  # seconds before the first try: the answer to whoever asked leaves before the mail


class Waiting(msgspec.Struct, order=True):
    """A mail in the queue, the earliest first."""

    due: float  # of the loop's clock
    number: int
    tries: int
    mail: Mail
    lost: Callable[[], None]
    first: bool = False  # before all others that are due


class MailQueue:
    """`put` mails in; `next` waits for the first that is due, until the queue is closed."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._first: list[Waiting] = []
        self._numbers = itertools.count()
        self._changed = asyncio.Event()
        self._closing = False

    def __len__(self) -> int:
        return len(self._first) + len(self._waiting)

    def put(
        self,
        mail: Mail,
        lost: Callable[[], None],
        first: bool = False,
        tries: int = 0,
        pause: float = FIRST,
    ) -> None:
        """Have the mail tried after so many seconds, `first` of those that are due then."""
        due = asyncio.get_running_loop().time() + pause
        waiting = Waiting(due, next(self._numbers), tries, mail, lost, first)
        heapq.heappush(self._first if first else self._waiting, waiting)
        self._changed.set()

    def close(self) -> None:
        """What is due by now is still given out, then None."""
        self._closing = True
        self._changed.set()

    async def next(self) -> Waiting | None:
        """The first that is due, waited for; None at the end, when nothing is due any more."""
        clock = asyncio.get_running_loop().time
        while True:
            self._changed.clear()
            now, pause = clock(), None
            for queue in (self._first, self._waiting):
                left = queue[0].due - now if queue else None
                if left is not None and left <= (FIRST if self._closing else 0):
                    return heapq.heappop(queue)
                pause = left if pause is None else min(pause, left or pause)
            if self._closing:
                return None
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()
