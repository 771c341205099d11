"""The end of visits that are older than their site keeps them, in slices.

A visit's id begins with the time at which it began, so that age needs no table of visits. A visit
that goes on for more than a day loses its beginning first. Whatever is older itself goes, too: an
id that was given while the clock was ahead says that its visit has not begun."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from tracker.domain.ids import first_id
from tracker.storage.file.database import Database

DAY = 86_400_000  # ms
RANGE = 20_000  # cursors looked at in one read


class Limit(msgspec.Struct, frozen=True):
    """What goes of a site: visits that began before `before`, in rows before the cursor `upto`."""

    site_id: int
    before: int  # ms, UTC
    upto: int

    @property
    def bounds(self) -> dict[str, int]:
        """The parameters of the statements below."""
        return {
            "site": self.site_id,
            "before": self.before,
            "edge": self.before + DAY,
            "visit": first_id(self.before),
            "upto": self.upto,
        }


NEWEST_LIMITS = """
select site_id, max(what) as before, max(cursor) as cursor from removal
where kind = 'age' group by site_id
"""


async def newest_limits(db: Database) -> dict[int, Limit]:
    """What the log has said of each site last."""
    rows = await db.read(NEWEST_LIMITS)
    return {row["site_id"]: Limit(row["site_id"], row["before"], row["cursor"]) for row in rows}


COUNT = """
select count(*) as n from event
where site_id = :site and at < :edge and (visit < :visit or at < :before) and cursor < :upto
"""


async def old_events(db: Database, limit: Limit) -> int:
    """How many events would go."""
    return int((await db.read(COUNT, limit.bounds))[0]["n"])


ANY = """
select exists (
    select 1 from event
    where site_id = :site and at < :edge and (visit < :visit or at < :before) and cursor < :upto
) as found
"""


async def any_old_event(db: Database, limit: Limit) -> bool:
    """Whether there is one; a look at an index."""
    return bool((await db.read(ANY, limit.bounds))[0]["found"])


SO_MANY = "select count(*) as n from (select 1 from event where site_id = :site limit :most)"


async def takes_most(db: Database, site_id: int, events: int) -> bool:
    """Whether so many events are more than half of the site's; looks at twice as many at most."""
    rows = await db.read(SO_MANY, {"site": site_id, "most": 2 * events})
    return int(rows[0]["n"]) < 2 * events


SLICE = """(
    select cursor from event
    where site_id = :site and at < :edge and (visit < :visit or at < :before) and cursor < :upto
    order by at limit :most
)"""
# As in storage/site_events.
BLACKEN = (
    "update event set properties = null, address = null where cursor in "
    + SLICE
    + " and (properties is not null or address is not null)"
)
ERASE_EVENTS = "delete from event where cursor in " + SLICE


async def erase_old_events(db: Database, limit: Limit, most: int) -> int:
    """Erase up to so many; how many it were."""
    async with db.transaction() as tx:
        await tx.execute(BLACKEN, limit.bounds | {"most": most})
        return (await tx.execute(ERASE_EVENTS, limit.bounds | {"most": most})).rowcount


# Leaves, places and titles have no index by site: one walk by cursor serves all sites. A leave of
# before schema 11 may name no visit: its pageview may be there until the leave is older itself.
DUE = """
with due as materialized (
    select key + 0 as site_id, json_extract(value, '$.visit') as visit,
        json_extract(value, '$.edge') as edge, json_extract(value, '$.before') as before,
        json_extract(value, '$.upto') as upto
    from json_each(:due)
)
"""
FIND = (
    DUE
    + "select leave.cursor from leave join due using (site_id)"
    + " where leave.cursor >= :first and leave.cursor < :last and leave.cursor < due.upto"
    + " and (leave.visit between 1 and due.visit - 1 or leave.at < due.before)"
    + " and leave.at < due.edge",
    DUE
    + "select correction.cursor from correction join due using (site_id)"
    + " where correction.cursor >= :first and correction.cursor < :last"
    + " and correction.cursor < due.upto"
    + " and (correction.visit < due.visit or correction.at < due.before)"
    + " and correction.at < due.edge",
    DUE
    + "select late_title.cursor from late_title join due using (site_id)"
    + " where late_title.cursor >= :first and late_title.cursor < :last"
    + " and late_title.cursor < due.upto"
    + " and (late_title.visit < due.visit or late_title.at < due.before)"
    + " and late_title.at < due.edge",
)
ERASE = (
    "delete from leave where cursor in (select value from json_each(?))",
    "delete from correction where cursor in (select value from json_each(?))",
    "delete from late_title where cursor in (select value from json_each(?))",
)


async def first_other(db: Database) -> int:
    """The cursor of the oldest leave, place or title."""
    [row] = await db.read(
        "select min((select ifnull(min(cursor), 1 << 62) from leave),"
        " (select ifnull(min(cursor), 1 << 62) from correction),"
        " (select ifnull(min(cursor), 1 << 62) from late_title)) as first"
    )
    return int(row["first"])


async def erase_old_others(
    db: Database, limits: Mapping[int, Limit], first: int, most: int
) -> tuple[int, int]:
    """Erase leaves, places and titles from the cursor `first` on, about `most` of them; how many it
    were, and the cursor to go on from."""
    due = json.dumps({site_id: limit.bounds for site_id, limit in limits.items()})
    last, erased = first + RANGE, 0
    for find, erase in zip(FIND, ERASE, strict=True):
        rows = await db.read(find, {"due": due, "first": first, "last": last})
        found = sorted(row["cursor"] for row in rows)
        if len(found) > most:
            last = found[most]
            found = found[:most]
        if found:
            async with db.transaction() as tx:
                await tx.execute(erase, (json.dumps(found),))
            erased += len(found)
    return erased, last
