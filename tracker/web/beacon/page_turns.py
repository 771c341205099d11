"""Pages give way to hits: however many people come at once, one page begins between two looks at
the sockets, and while hits are on their way to the disk the next one waits a little."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

LOOK_AGAIN = 0.001  # seconds
MOST_LOOKS = 5  # pages must get on, too, where hits never end


class Turns:
    """Begins one work in each turn of the event loop, in the order in which they came.

    A page takes 2 to 4 ms of the loop, in several turns; a hit needs about ten turns from its
    arrival to its answer, for its commit is handed to a thread and back a few times. `hits_wait`
    says whether one is on its way."""

    def __init__(self, hits_wait: Callable[[], bool]) -> None:
        self._hits_wait = hits_wait
        self._looks = 0
        self._waiting: deque[Callable[[], None]] = deque()
        self._taken = False

    def take(self, work: Callable[[], None]) -> None:
        """Do it now, unless this turn has been taken."""
        if self._taken:
            self._waiting.append(work)
        else:
            self._begin(work)

    def _begin(self, work: Callable[[], None]) -> None:
        self._taken = True
        asyncio.get_running_loop().call_soon(self._next)
        work()

    def _next(self) -> None:
        if self._waiting and self._looks < MOST_LOOKS and self._hits_wait():
            self._looks += 1
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self._next)
            return
        self._looks = 0
        self._taken = False
        if self._waiting:
            self._begin(self._waiting.popleft())
