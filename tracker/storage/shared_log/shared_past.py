"""Moments of the past, of the log that all processes share."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.events import Event
from tracker.domain.rows import Back, Leave, Row
from tracker.domain.shard_cursors import message_with
from tracker.domain.visits import MINUTE
from tracker.storage.past.past_rows import PastRows
from tracker.storage.past.stretch_rows import Stretch, StretchRows, TimedRow
from tracker.storage.processes.shard_log import Forgotten
from tracker.storage.shared_log.known import known_by
from tracker.storage.shared_log.recent import ALL
from tracker.storage.shared_log.shards import FAR, Shards


class SharedPast:
    """`filed`: of what is filed, events alone. Who left when is told of as long as the shard has
    it, and that is not too much. All of it raises RefusesForNow."""

    def __init__(self, shards: Shards, filed: PastRows) -> None:
        self._shards = shards
        self.events_between = filed.events_between
        self.so_many_back = filed.so_many_back
        self.day_curve = filed.day_curve
        self._filed = filed

    async def next_event(self, site_id: int, at: int) -> int | None:
        """Also one of those that are not filed yet."""
        found = await self._filed.next_event(site_id, at)
        if found is not None:
            return found
        _, rows = await self._shards.behind_mark(site_id, self._shards.head_of(site_id))
        return min((e.at for e in known(rows) if e.at >= at), default=None)

    async def stretch_rows(
        self, site_id: int, stretch: Stretch, head: int, *, most: int, one_of: int = 1
    ) -> StretchRows:
        """From the shard, if it has all of it."""
        rows = await self._from_shard(site_id, stretch, head)
        if rows is None:
            return await self._with_filed(site_id, stretch, head, most, one_of)
        timed = _timed(rows, stretch, one_of)
        if len(timed) <= most:
            return StretchRows(timed, stretch.until)
        until = max(timed[most].at, stretch.since + 1)
        return StretchRows([row for row in timed if row.at < until], until)

    async def _with_filed(
        self, site_id: int, stretch: Stretch, head: int, most: int, one_of: int
    ) -> StretchRows:
        mark, rows = await self._shards.behind_mark(site_id, head)
        upto = min(mark, head)
        filed = await self._filed.stretch_rows(site_id, stretch, upto, most=most, one_of=one_of)
        late = _timed(rows, stretch._replace(until=filed.until), one_of)
        return StretchRows(sorted([*filed.rows, *late], key=_place), filed.until, is_about=True)

    async def _from_shard(self, site_id: int, stretch: Stretch, head: int) -> Sequence[Row] | None:
        """All behind the stretch's beginning; None where that is too much, or kept no more."""
        log, shard = self._shards.log, self._shards.shard_of(site_id)
        first = await log.since(shard, stretch.since - MINUTE)
        begins = await log.since(shard, 0)
        if first == begins and message_with(first) > 1:
            return None
        if message_with(head) - message_with(first) > FAR:
            return None
        try:
            return await self._shards.rows(site_id, first, head, ALL)
        except Forgotten:
            return None


def known(rows: Sequence[Row]) -> list[Event]:
    """The events among them, by now."""
    return known_by((row for row in rows if isinstance(row, Event)), rows)


def _timed(rows: Sequence[Row], stretch: Stretch, one_of: int) -> list[TimedRow]:
    """Those of the stretch, by their times."""
    told = [*known(rows), *(row for row in rows if isinstance(row, Leave | Back))]
    found = [
        row for row in told if stretch.since <= row.at < stretch.until and row.visit % one_of == 0
    ]
    return sorted(found, key=_place)


def _place(row: TimedRow) -> tuple[int, int]:
    return row.at, row.cursor
