"""How many questions are asked at once: of everybody, and of one who asks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

AT_ONCE = 4  # asked of the engine
MOST = 200  # with those that wait
MOST_OF_PROGRAM = 8
MOST_OF_PERSON = 40  # a page asks for all of its panels


class TooManyQuestions(Exception):
    """So many of theirs wait already, or so many of everybody's."""


class Turns:
    """Questions are asked in the order in which they come."""

    def __init__(self, at_once: int = AT_ONCE, most: int = MOST) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._most = most
        self._waiting: Counter[Hashable] = Counter()

    @asynccontextmanager
    async def one_of(self, who: Hashable, most: int) -> AsyncIterator[None]:
        """The turn of one more of theirs. Raises TooManyQuestions at once."""
        if self._waiting[who] >= most or self._waiting.total() >= self._most:
            raise TooManyQuestions
        self._waiting[who] += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting[who] -= 1
            self._waiting += Counter()  # drops those who have none left
