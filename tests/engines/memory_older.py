"""What is filed, as open views ask for it, in memory: by the plain log's own answers."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy

from msgspec.structs import astuple

from tests.engines.memory_filing import MemoryFiling
from tests.memory_log import MemoryLog, began
from tracker.domain.events import Event
from tracker.domain.filters import Conditions, Filter
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.places import Place
from tracker.domain.rows import Removal, Row
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.totals import QUARTER, Quarter
from tracker.storage.processes.older import Around


class MemoryOlder:
    """`is_away`: nobody answers. `is_slow`: nobody answers what takes long."""

    def __init__(self, filing: MemoryFiling, shard: int = 0) -> None:
        self._filing = filing
        self._shard = shard
        self.is_away = self.is_slow = False

    async def mark(self, shard: int) -> int:
        self._check()
        return await self._filing.mark(shard)

    async def events_before(self, site_id: int, before: int, most: int) -> list[Event]:
        if self.is_slow:
            raise RefusesForNow("too slow")
        log = await self._log()
        return [known(log, each) for each in log._events(site_id, before)][-most:]

    async def rows_after(self, site_id: int, cursor: int, upto: int, most: int) -> list[Row]:
        log = await self._log()
        rows = [row for row in log.rows if row.site_id == site_id and cursor < row.cursor <= upto]
        told = [row for row in rows if isinstance(row, Event | Removal)]
        return [known(log, row) if isinstance(row, Event) else row for row in told][:most]

    async def visit_events(
        self, site_id: int, visits: Collection[int], before: int, most: int
    ) -> list[Event]:
        log = await self._log()
        events = [known(log, each) for each in log._events(site_id, before)]
        newest = [each for visit in visits for each in of_visit(events, visit)[-most:]]
        return sorted(newest, key=lambda each: each.cursor)

    async def met(
        self,
        site_id: int,
        asked: Conditions,
        around: Around,
        also: Collection[int],
        only: bool = False,
    ) -> dict[int, int]:
        log = await self._log()
        events = log._events(site_id, around.upto + 1)
        close = [each for each in events if around.since <= each.at <= around.until]
        close = [each for each in close if not only or each.visit in also]
        visits = {*also, *(each.visit for each in close)}
        begun = [each for each in events if each.visit in visits and began(each)]
        met = log._met(close + begun, Filter(asked), around.upto)
        return {visit: bits for visit, bits in met.items() if bits}

    async def quarters(self, site_id: int, start: int, end: int, upto: int) -> list[Quarter]:
        events = (await self._log())._events(site_id, upto + 1)
        return [
            Quarter(each.at // QUARTER, is_page, each.is_new, not is_page, each.at)
            for each in events
            if start <= each.at < end and each.name != TEST
            for is_page in [each.name == PAGEVIEW]
        ]

    async def has_visits(self, site_id: int) -> bool:
        return any(each.name != TEST for each in (await self._log())._events(site_id, 1 << 62))

    async def _log(self) -> MemoryLog:
        self._check()
        log = MemoryLog()
        mark = await self._filing.mark(self._shard)
        log.rows = [row for row in self._filing.rows[self._shard].values() if row.cursor <= mark]
        return log

    def _check(self) -> None:
        if self.is_away:
            raise RefusesForNow("nobody answers")


def of_visit(events: list[Event], visit: int) -> list[Event]:
    return [each for each in events if each.visit == visit]


def known(log: MemoryLog, event: Event) -> Event:
    """With what was found later."""
    message, made = log._placed(event), copy(event)
    made.title, made.place = message.title, Place(*astuple(message.place))
    return made
