"""What is filed, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import copy

from tests.engines.memory_trouble import Trouble
from tracker.domain.rows import Row


class MemoryFiling:
    """`rows`: by shard and cursor. `slices`: how many came at once, also those that came again."""

    def __init__(self, trouble: Trouble | None = None) -> None:
        self._trouble = trouble or Trouble()
        self._marks = defaultdict[int, int](int)
        self.rows = defaultdict[int, dict[int, Row]](dict)
        self.slices: list[int] = []

    async def mark(self, shard: int) -> int:
        await self._trouble.way()
        return self._marks[shard]

    async def file(self, shard: int, rows: Sequence[Row]) -> None:
        await self._trouble.way()
        self.slices.append(len(rows))
        half = len(rows) // 2
        for part in (rows[:half], rows[half:]):
            self.rows[shard].update({row.cursor: copy(row) for row in part})
            await self._trouble.way()
        self._marks[shard] = max(self._marks[shard], rows[-1].cursor)
        await self._trouble.way()
