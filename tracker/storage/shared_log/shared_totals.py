"""What tallies ask, of the log that all processes share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.rows import Row
from tracker.storage.log.totals import QUARTER, Quarter
from tracker.storage.shared_log.known import known_by
from tracker.storage.shared_log.shards import Shards


class SharedTotals:
    """What is filed, and what its shard has behind that. All of it raises RefusesForNow."""

    def __init__(self, shards: Shards) -> None:
        self._shards = shards

    async def are_many(self, site_id: int, since: int) -> bool:  # noqa: ARG002
        """Two days of a site are summed up in one statement."""
        return False

    async def quarters(self, site_id: int, start: int, end: int, head: int) -> list[Quarter]:
        """Those that are filed, then one for each event behind them."""
        mark, rows = await self._shards.behind_mark(site_id, head)
        older = await self._shards.older.quarters(site_id, start, end, min(mark, head))
        return [*older, *(_quarter(e) for e in counted(rows) if start <= e.at < end)]

    async def has_visits(self, site_id: int) -> bool:
        """Here or there."""
        _, rows = await self._shards.behind_mark(site_id, self._shards.head_of(site_id))
        return bool(counted(rows)) or await self._shards.older.has_visits(site_id)


def counted(rows: Sequence[Row]) -> list[Event]:
    """Events that are no tests, and not gone."""
    events: Iterable[Event] = (row for row in rows if isinstance(row, Event))
    return known_by((each for each in events if each.name != TEST), rows)


def _quarter(event: Event) -> Quarter:
    is_page = event.name == PAGEVIEW
    return Quarter(event.at // QUARTER, is_page, event.is_new, not is_page, event.at)
