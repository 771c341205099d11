"""Up to where the shards are filed, asked once a second at most."""

from __future__ import annotations

from collections.abc import Callable

from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.older import Older

MISSING = "Older visits can't be read just now"
AGE = 1.0  # seconds for which an answer is good enough; a mark never goes back


class Unavailable(RefusesForNow):
    """What is older than what the shards keep can't be read just now; a sentence says why."""


class Marks:
    """`steady`: seconds of a clock that nobody sets."""

    def __init__(self, older: Older, steady: Callable[[], float]) -> None:
        self._older = older
        self._steady = steady
        self._marks: dict[int, int] = {}
        self._asked: dict[int, float] = {}
        self._away: dict[int, str] = {}  # why nobody answers

    def last(self, shard: int) -> int:
        """What was answered last; 0 for nothing yet."""
        return self._marks.get(shard, 0)

    async def of(self, shard: int) -> int:
        """Raises Unavailable."""
        mark = await self.or_away(shard)
        if mark is None:
            raise Unavailable(f"{MISSING}: {self._away[shard]}")
        return mark

    async def or_away(self, shard: int) -> int | None:
        """None where nobody answers, or did a moment ago."""
        now = self._steady()
        if now - self._asked.get(shard, -AGE) >= AGE:
            await self._ask(shard)
            self._asked[shard] = now
        return None if shard in self._away else self._marks[shard]

    async def _ask(self, shard: int) -> None:
        try:
            self._marks[shard] = max(self.last(shard), await self._older.mark(shard))
        except RefusesForNow as error:
            self._away[shard] = str(error)
        else:
            self._away.pop(shard, None)
