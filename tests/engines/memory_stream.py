"""A stream of messages in memory: numbered, read on for ever, purged at its beginning."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class MemoryStream(Generic[T]):
    """`newest`: the number of the last message. Kept as copies: what is done to a message
    afterwards, or to one that was read, changes nothing here."""

    def __init__(self, copied: Callable[[T], T], first: int = 1) -> None:
        self.newest = first - 1
        self.oldest = first  # of those that are kept, or will be
        self.kept: dict[int, T] = {}
        self._copied = copied
        self._more = asyncio.Event()

    def add(self, message: T) -> None:
        self.newest += 1
        self.kept[self.newest] = self._copied(message)
        self._more.set()
        self._more = asyncio.Event()

    def read(self, number: int) -> T:
        return self._copied(self.kept[number])

    async def behind(self, number: int, most: int) -> AsyncGenerator[list[tuple[int, T]], None]:
        """All that follow, numbered; at most so many at once."""
        while True:
            upto = min(self.newest, number + most)
            if found := [(each, self.read(each)) for each in self.numbers(number, upto)]:
                yield found
                number = found[-1][0]
            elif self.newest <= number:
                await self._more.wait()
            else:  # purged, all of them
                number = upto

    def numbers(self, behind: int, upto: int) -> range:
        """Those that are kept."""
        return range(max(behind + 1, self.oldest), upto + 1)

    def purge(self, upto: int) -> None:
        for number in self.numbers(0, min(upto, self.newest)):
            del self.kept[number]
        self.oldest = max(self.oldest, min(upto, self.newest) + 1)
