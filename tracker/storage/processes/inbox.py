"""What has been taken and has no place in the log yet: shared by all processes, one a shard."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import NamedTuple, Protocol

from tracker.domain.arrivals import Arrival


class Taken(NamedTuple):
    """A message of the inbox. `position`: its number, greater than those before it. `size`: how
    many bytes it takes there."""

    position: int
    arrivals: Sequence[Arrival]
    size: int


class Inbox(Protocol):
    """Any process puts; who sequences a shard takes."""

    async def put(self, shard: int, arrivals: Sequence[Arrival], within: float) -> None:
        """They are durable, each once and in order, when it returns; in several messages where one
        would be too large. Tries for so many seconds, then raises RefusesForNow: each of them may
        be stored all the same. Raises Conflict for what can never be stored."""

    async def probe(self, shard: int) -> None:
        """Raises RefusesForNow where a `put` would be refused now: nobody answers, or there is no
        room. It may come as a message of no arrivals."""

    def taken_after(self, shard: int, position: int) -> AsyncGenerator[Sequence[Taken], None]:
        """All messages behind the position, in order and without a hole, for ever: what is there at
        once, at least one. An engine that is away is waited for."""

    async def purge(self, shard: int, upto: int) -> None:
        """The messages up to that position, it included, are in the log. Raises RefusesForNow."""
