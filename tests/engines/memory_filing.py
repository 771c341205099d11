"""What is filed, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from copy import copy

from tests.engines.memory_trouble import Trouble
from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.rows import Reset, Row, SiteRemoval
from tracker.storage.processes.lately import Newcomers, SeenBeacon, SeenVisit, Since


class MemoryFiling:
    """It is `Lately`, too. `rows`: by shard and cursor. `slices`: how many came at once, also those
    that came again."""

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

    async def newest_id(self, since: Since) -> int:
        return max((event.id for event in self._events(since)), default=0)

    async def resets(self) -> Sequence[tuple[int, int]]:
        return list(self._resets().items())

    async def removed(self) -> Sequence[int]:
        rows = [row for shard in self.rows.values() for row in shard.values()]
        return sorted({row.site_id for row in rows if isinstance(row, SiteRemoval)})

    async def visits(self, since: Since, most: int) -> AsyncGenerator[Sequence[SeenVisit], None]:
        await self._trouble.way()
        found: dict[int, SeenVisit] = {}
        for event in self._events(since):
            if event.name != TEST:
                found.pop(event.visitor_id, None)
                found[event.visitor_id] = SeenVisit(event.visitor_id, event.visit, event.at)
        for each in list(found.values())[-most:]:
            yield [each]

    async def beacons(self, since: Since, most: int) -> AsyncGenerator[Sequence[SeenBeacon], None]:
        await self._trouble.way()
        found = [
            SeenBeacon(e.beacon, e.visit, e.cursor if e.name == PAGEVIEW else 0, e.at)
            for e in self._events(since)
            if e.beacon
        ]
        for each in found[-most:]:
            yield [each]

    async def newcomers(self, since: Since, most: int) -> AsyncGenerator[Sequence[Newcomers], None]:
        await self._trouble.way()
        upto = self._resets()
        new = [event for event in self._events(since) if event.is_new]
        for event in sorted(new, key=lambda each: each.at)[-most:]:
            if event.cursor > upto.get(event.site_id, 0):
                yield [Newcomers(event.at, event.site_id, [event.visitor_id])]

    def _events(self, since: Since) -> Iterator[Event]:
        for row in self.rows[since.shard].values():
            if isinstance(row, Event) and row.at >= since.at and row.cursor <= since.upto:
                yield row

    def _resets(self) -> dict[int, int]:
        rows = [row for shard in self.rows.values() for row in shard.values()]
        resets = [row for row in rows if isinstance(row, Reset)]
        return {row.site_id: row.upto for row in sorted(resets, key=lambda row: row.upto)}
