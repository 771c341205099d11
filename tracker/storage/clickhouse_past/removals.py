"""What was taken away of a site, by the cursors of those who said so."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.rows import (
    AgeRemoval,
    ImportRemoval,
    Removal,
    Reset,
    SiteRemoval,
    VisitRemoval,
)
from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import ClickHouse

REMOVALS = """
select cursor, kind, what from removal final
where site = {site:UInt32} and cursor > {after:UInt64} and cursor <= {upto:UInt64}
order by cursor limit {most:UInt32}
"""
# By kind, of site, time, what it names, and cursor.
MADE: dict[str, Callable[[int, int, int, int], Removal]] = {
    "site": lambda site, at, _what, cursor: SiteRemoval(site, at, cursor),
    "visit": VisitRemoval,
    "age": AgeRemoval,
    "import": ImportRemoval,
    "reset": Reset,
}


async def removals_after(
    engine: ClickHouse, site: int, after: int, upto: int, most: int
) -> list[Removal]:
    """The first ones with `after` < their cursor <= `upto`. When they were is not kept: they say
    the beginning of 1970. Raises Refused, Away."""
    bounds = {"site": site, "after": after, "upto": upto, "most": most}
    rows = await engine.rows(REMOVALS, bounds, within=DEADLINE)
    return [MADE[kind](site, 0, int(what), int(cursor)) for cursor, kind, what in rows]
