"""Removals of more than a visit: a site, an age, an import, a reset."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.ids import first_id
from tracker.domain.retention import DAY
from tracker.domain.rows import AgeRemoval, ImportRemoval, Reset, SiteRemoval
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.stale_days import Visits, are_stale, are_touched

Removal = SiteRemoval | AgeRemoval | ImportRemoval | Reset

# What of a site's rows goes; all of it came before the removal.
GOES: dict[type[Removal], str] = {
    SiteRemoval: "{what:Int64} = 0",
    AgeRemoval: "ms < {what:Int64} + {day:Int64} and (visit < {first:Int64} or ms < {what:Int64})",
    ImportRemoval: "brought = {what:Int64}",
    Reset: "cursor <= {what:Int64}",
}
# Also what is gone already: whoever was killed may have removed it, and not said so.
FOUND = """
select distinct site, visit from event final
where site = {site:UInt32} and name != '' and cursor < {cursor:UInt64} and
"""
GONE = """
insert into event (site, utc_day, visit, cursor, removed)
select site, utc_day, visit, cursor, 1 from event final
where site = {site:UInt32} and name != '' and removed = 0 and cursor < {cursor:UInt64} and
"""
KINDS: dict[type[Removal], str] = {
    SiteRemoval: "site",
    AgeRemoval: "age",
    ImportRemoval: "import",
    Reset: "reset",
}
# Sums of retention count from the removal on for which they were written: if it was begun twice,
# the later ones. In one insert, for that it was half done nobody could see.
COUNT = """
insert into kept (site, day, cursor, counts, removed)
select site, day, cursor, last, not last from (
    select site, day, cursor, before = {what:Int64} and cursor = max(cursor) over (
        partition by day, dimension, key, before) as last
    from kept final where site = {site:UInt32} and not counts and not removed
        and cursor < {cursor:UInt64}
)
"""
KEPT_GONE = """
insert into kept (site, day, cursor, removed) select site, day, cursor, 1 from kept final
where site = {site:UInt32} and not removed and cursor < {cursor:UInt64} and
"""
KEPT_GOES: dict[type[Removal], str] = {
    SiteRemoval: "{what:Int64} = 0",
    ImportRemoval: "brought = {what:Int64}",
    Reset: "cursor <= {what:Int64}",
}


async def remove(engine: ClickHouse, removal: Removal, generation: Callable[[], int]) -> None:
    """What the log says is gone; only rows that came before it. Raises Refused, Away."""
    kind, what = type(removal), _what(removal)
    values: dict[str, object] = {"site": removal.site_id, "cursor": removal.cursor, "what": what}
    if kind is AgeRemoval:
        values |= {"day": DAY, "first": first_id(what)}
    said = {"site": removal.site_id, "cursor": removal.cursor, "kind": KINDS[kind], "what": what}
    await engine.insert("removal", [said])
    found = await engine.rows(FOUND + GOES[kind], values)
    visits = Visits((site, visit) for site, visit in found)
    await are_touched(engine, visits, removal.cursor)
    await are_stale(engine, visits, generation())
    await engine.run(GONE + GOES[kind], values)
    await are_stale(engine, visits, generation())
    await engine.run(COUNT if kind is AgeRemoval else KEPT_GONE + KEPT_GOES[kind], values)


def _what(removal: Removal) -> int:
    match removal:
        case AgeRemoval(before=before):
            return before
        case ImportRemoval(import_id=brought):
            return brought
        case Reset(upto=upto):
            return upto
    return 0
