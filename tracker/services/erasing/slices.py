"""How much of a long work is done at once, beside hits that must not wait for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SLICE = 0.015  # seconds that one should take: a hit that comes meanwhile waits so long
REST = 3  # times as long as a slice took, for the recorder


class Pace:
    """`rows` are what to do in the next transaction: what took about SLICE, as far as is known."""

    def __init__(self, first: int, least: int, most: int) -> None:
        self.rows = first
        self._least = least
        self._most = most

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Rest]:
        """Around one transaction, with a rest after it, unless nobody needs one."""
        rest = Rest()
        began = time.perf_counter()
        yield rest
        took = time.perf_counter() - began
        if not rest.needed:
            self.rows = self._most
            return
        self.rows = max(self._least, min(self._most, int(self.rows * min(2.0, SLICE / took))))
        await asyncio.sleep(took * REST)


class Rest:
    """Whether somebody else wants the writer."""

    needed = True
