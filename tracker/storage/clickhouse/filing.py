"""Rows of the log on their way into ClickHouse. Each insert may be repeated: after a crash the same
slice is filed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tracker.domain.events import Event
from tracker.domain.rows import (
    COUNTS_WITHIN,
    RETAINED,
    AgeRemoval,
    DayRow,
    ImportRemoval,
    Leave,
    Pageview,
    PlaceCorrection,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.storage.clickhouse.client import ClickHouse, Lines
from tracker.storage.clickhouse.lines import (
    DAY,
    Key,
    Line,
    event_line,
    kept_line,
    late_place_line,
    leave_line,
    line_of,
    title_line,
)
from tracker.storage.clickhouse.removing import remove
from tracker.storage.clickhouse.stale_days import Visits, are_stale, are_touched

OfMany = SiteRemoval | AgeRemoval | ImportRemoval | Reset


class Filing:
    """Of one shard; for one at a time. `generation`: a number greater than all before it, whoever
    has filed the shard or summed up its sites: one lease for both."""

    def __init__(self, engine: ClickHouse, shard: int, generation: Callable[[], int]) -> None:
        self._engine = engine
        self._shard = shard
        self._generation = generation

    async def filed(self) -> int:
        """The cursor up to which everything is there."""
        marked = "select max(cursor) from mark where shard = {shard:UInt32}"
        [[cursor]] = await self._engine.rows(marked, {"shard": self._shard})
        return int(cursor)

    async def file(self, rows: Sequence[Row]) -> None:
        """A slice, in the order of the log. Which days it changes is said before and behind what
        changes them: for who reads meanwhile, and for who sums up. That all of it is there is said
        last. Raises Refused, Away: then the same again."""
        pages = await self._pages(rows)
        reaches = _reaches(rows, pages)
        await self._engine.insert("reach", list(reaches.values()))
        touched = [*reaches, *((r.site_id, r.visit) for r in rows if isinstance(r, OF_VISIT))]
        visits = Visits(touched)
        await self._engine.run(LONGEST, lines=visits.lines)
        await are_touched(self._engine, visits, rows[-1].cursor)
        await are_stale(self._engine, visits, self._generation())
        await self._engine.insert("event", list(_told(rows, pages)))
        await self._engine.insert("event", await self._of_visits(rows))
        await self._engine.insert("kept", _kept(rows))
        for row in rows:
            if isinstance(row, OfMany):
                await remove(self._engine, row, self._generation)
        await are_stale(self._engine, visits, self._generation())
        await self._engine.insert("mark", [{"shard": self._shard, "cursor": rows[-1].cursor}])

    async def _pages(self, rows: Sequence[Row]) -> dict[int, Pageview]:
        """What leaves that know only a beacon name, by their cursors: the newest before them."""
        late = [r for r in rows if isinstance(r, Leave) and r.page is None and r.beacon]
        if not late:
            return {}
        beacons = [(r.cursor, r.site_id, r.beacon, r.at) for r in late]
        there = [
            (r.site_id, r.beacon, r.cursor, r.visit, r.at)
            for r in rows
            if isinstance(r, Event) and r.beacon
        ]
        lines = {"late": Lines(LATE, beacons), "new": Lines(NEW, there)}
        bounds = {
            "first": (min(r.at for r in late) - COUNTS_WITHIN) // DAY,
            "last": max(r.at for r in late) // DAY + 1,
        }
        found = await self._engine.rows(NAMED, bounds, lines)
        return {leave: Pageview(visit, cursor, at) for leave, visit, cursor, at in found}

    async def _of_visits(self, rows: Sequence[Row]) -> list[Line]:
        """What is said of all rows of a visit that came before."""
        late = [r for r in rows if isinstance(r, PlaceCorrection | VisitRemoval)]
        if not late:
            return []
        visits = Visits((r.site_id, r.visit) for r in late)
        keys: dict[tuple[int, int], list[Key]] = {}
        for site, day, visit, cursor in await self._engine.rows(KEYS, lines=visits.lines):
            keys.setdefault((site, visit), []).append((site, day, visit, cursor))
        removals = [_removal(r) for r in rows if isinstance(r, VisitRemoval)]
        await self._engine.insert("removal", removals)
        return [
            late_place_line(r, key) if isinstance(r, PlaceCorrection) else _gone(key)
            for r in late
            for key in keys.get((r.site_id, r.visit), ())
            if key[3] < r.cursor
        ]


OF_VISIT = (PlaceCorrection, VisitRemoval)
LONGEST = """
insert into longest select site, toInt32(max(intDiv(last - first, 86400000))) + 1
from (select * from reach final where (site, visit) in (select site, visit from touched))
group by site
"""
KEYS = """
select distinct e.site, toInt32(e.utc_day), e.visit, e.cursor from event e join (
    select site, visit, first, last from reach final
    where (site, visit) in (select site, visit from touched)
) r on r.site = e.site and r.visit = e.visit
where e.name != '' and (e.site, e.visit) in (select site, visit from touched)
    and e.utc_day between
        (select toDate(intDiv(min(first), 86400000)) from reach
            where (site, visit) in (select site, visit from touched))
        and (select toDate(intDiv(max(last), 86400000)) from reach
            where (site, visit) in (select site, visit from touched))
"""
LATE = "leave UInt64, site UInt32, beacon Int64, at Int64"
NEW = "site UInt32, beacon Int64, cursor UInt64, visit Int64, ms Int64"
NAMED = """
select l.leave, argMax(e.visit, e.cursor), max(e.cursor), argMax(e.ms, e.cursor) from (
    select site, beacon, cursor, visit, ms from event final
    where (site, beacon) in (select site, beacon from late) and name != '' and removed = 0
        and utc_day between toDate({first:Int32}) and toDate({last:Int32})
    union all select site, beacon, cursor, visit, ms from new
) e join late l on l.site = e.site and l.beacon = e.beacon
where e.cursor < l.leave group by l.leave
"""


def _kept(rows: Sequence[Row]) -> list[Line]:
    return [kept_line(row, RETAINED) for row in rows if isinstance(row, DayRow)]


def _gone(key: Key) -> Line:
    return line_of(key) | {"removed": 1}


def _removal(row: VisitRemoval) -> Line:
    return {"site": row.site_id, "cursor": row.cursor, "kind": "visit", "what": row.visit}


def _told(rows: Sequence[Row], pages: dict[int, Pageview]) -> Iterable[Line]:
    for row in rows:
        match row:
            case Event():
                yield event_line(row)
            case Leave() if page := row.page or pages.get(row.cursor):
                if line := leave_line(row, page):
                    yield line
            case TitleCorrection() if row.page:
                yield title_line(row, row.page)


def _reaches(
    rows: Sequence[Row], pages: dict[int, Pageview]
) -> dict[tuple[int, int], dict[str, object]]:
    """By visit from when to when there is something of it."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for row in rows:
        match row:
            case Event():
                visit, at = row.visit, row.at
            case Leave() if page := row.page or pages.get(row.cursor):
                visit, at = page.visit, page.at
            case TitleCorrection() if row.page:
                visit, at = row.page.visit, row.page.at
            case _:
                continue
        first, last = found.get((row.site_id, visit), (at, at))
        found[row.site_id, visit] = min(first, at), max(last, at)
    return {
        (site, visit): {"site": site, "visit": visit, "first": first, "last": last}
        for (site, visit), (first, last) in found.items()
    }
