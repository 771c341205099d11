"""Pages give way to hits: however many people come at once, one page begins between two looks at
the sockets."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Turns:
    """Begins one work in each turn of the event loop, in the order in which they came.

    A page takes 1 to 2 ms until it first waits for something, and a hit needs about three turns
    from its arrival to its answer."""

    def __init__(self) -> None:
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
        self._taken = False
        if self._waiting:
            self._begin(self._waiting.popleft())
