"""Single visits of a site: what they have brought, and what they have met of what a filter asks."""

from __future__ import annotations

from collections.abc import Collection

from tracker.domain.filters import LOOKS, Conditions, Filter
from tracker.domain.ids import given_at
from tracker.domain.news import news_of
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import message_with
from tracker.domain.visits import MINUTE
from tracker.storage.log.event_log import MOST_OF_VISIT
from tracker.storage.processes.older import Around
from tracker.storage.shared_log.meeting import met_by, placed_late, together
from tracker.storage.shared_log.of_visits import begun_in, rows_of
from tracker.storage.shared_log.recent import ALL, Recent
from tracker.storage.shared_log.shards import FAR, Shards


class SiteVisits:
    """All of it raises RefusesForNow."""

    def __init__(self, shards: Shards) -> None:
        self._shards = shards

    async def rows(self, site_id: int, visits: Collection[int], before: int) -> list[Row]:
        """What EventLog.visit_rows says; of what was too long ago events alone."""
        shards, began = self._shards, given_at(min(visits)) - MINUTE
        shard = shards.shard_of(site_id)
        first = await shards.log.since(shard, began)
        if message_with(before) - message_with(first) <= FAR:
            rows = await shards.log.rows_after(shard, site_id, first, before - 1, ALL)
            if begun_in(rows) >= set(visits) or message_with(first) <= 1:
                return rows_of(news_of(rows), visits, MOST_OF_VISIT)
        mark, late = await shards.behind_mark(site_id, before - 1)
        bound = min(before, mark + 1)
        older = await shards.older.visit_events(site_id, visits, bound, MOST_OF_VISIT)
        return rows_of([*older, *late], visits, MOST_OF_VISIT)

    async def met_before(self, site_id: int, upto: int, wanted: Filter) -> dict[int, int]:
        """What EventLog.met_before says."""
        newest = (await self._shards.recent(site_id, upto + 1, 1)).events
        if not newest:
            return {}
        at = newest[-1].at
        return await self._met(site_id, wanted.visits, Around(at - LOOKS, at + LOOKS, upto))

    async def selected(
        self, site_id: int, recent: Recent, wanted: Filter, upto: int
    ) -> Collection[int]:
        """Which of the events' visits meet all that is asked for, two hours around, as rows up to
        that cursor say."""
        if not recent.events:
            return ()
        times = [each.at for each in recent.events]
        around = Around(min(times) - LOOKS, max(times) + LOOKS, upto)
        visits = {each.visit for each in recent.events}
        met = await self._met(site_id, wanted.visits, around, visits)
        return {visit for visit, bits in met.items() if bits == wanted.visits.asked}

    async def _met(
        self,
        site_id: int,
        asked: Conditions,
        around: Around,
        only: Collection[int] | None = None,
    ) -> dict[int, int]:
        """What is filed says it of what is older, and the shard of the rest."""
        mark, rows = await self._shards.behind_mark(site_id, around.upto)
        late = met_by(rows, asked, around)
        filed = around._replace(upto=min(around.upto, mark))
        also = late if only is None else only
        older = await self._shards.older.met(site_id, asked, filed, also, only is not None)
        return together(older, late, placed_late(rows, asked, around), of=only)
