"""What of a batch an import has brought before: files overlap, and are read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.imports.brought import Columns
from tracker.domain.rows import DayRow
from tracker.storage.file.database import Database

# In a file that follows the time a batch is a short while, in which the site has little else.
IN_THE_TIME = """
select beacon, import_id from event indexed by event_by_site
where site_id = :site and at between :first and :last and import_id is not null limit :most
"""
ONE_BY_ONE = """
select event.beacon, event.import_id
from json_each(:asked) as asked cross join event indexed by event_by_site
where event.site_id = :site and event.at = json_extract(asked.value, '$[0]')
    and event.beacon = json_extract(asked.value, '$[1]') and event.import_id is not null
"""
MOST = 8  # times as many rows as there are in the batch


async def known_rows(db: Database, site_id: int, rows: Columns) -> dict[int, int]:
    """By the hash of its key the import that has brought a row, of those that one has."""
    if not rows.at:
        return {}
    most = MOST * len(rows.at)
    site = {"site": site_id}
    bounds = {"first": min(rows.at), "last": max(rows.at), "most": most}
    found = await db.read(IN_THE_TIME, site | bounds)
    if len(found) == most:
        asked = json.dumps(list(zip(rows.at, rows.key, strict=True)))
        found = await db.read(ONE_BY_ONE, site | {"asked": asked})
    return {each["beacon"]: each["import_id"] for each in found}


# `since`: before it the site has none, as far as its imports know. An import of its own rows' time
# is walked over, all others stand before it.
OWN_SINCE = """
select ifnull((
    select min(own_since) from import where site_id = :site
), ifnull((select min(began_at) - 3600000 from import where site_id = :site), 0)) as since
"""
FIRST_OWN = """
select min(at) as at from event indexed by event_by_site
where site_id = :site and at >= :since and import_id is null
    and name not in (select id from text where value = 'test')
    and cursor > ifnull((select upto from reset where site_id = :site), 0)
"""


async def first_own(db: Database, site_id: int) -> int | None:
    """When the site's first own row came, ms UTC; None where it has none."""
    [row] = await db.read(OWN_SINCE, {"site": site_id})
    [found] = await db.read(FIRST_OWN, {"site": site_id, "since": row["since"]})
    return None if found["at"] is None else int(found["at"])


RUNNING = """
select visitor, visit, max(at) as at from event indexed by event_by_site
where site_id = :site and at > :since and at <= :upto and import_id is not null
group by visitor limit 100000
"""


async def visits_at(db: Database, site_id: int, at: int, gap: int) -> dict[int, tuple[int, int]]:
    """By visitor the imported visits that were in progress then, and when they were seen last."""
    rows = await db.read(RUNNING, {"site": site_id, "since": at - gap, "upto": at})
    return {row["visitor"]: (row["visit"], row["at"]) for row in rows}


# An import's sums stand among its cursors; an index over days would be written to for nothing else.
DAYS = """
select distinct day_row.day, dimension.value as dimension, day_row.others != 0 as events,
    day_row.visitors + day_row.visits + day_row.pageviews != 0 as visits
from import join import_rows on import_rows.import_id = import.id
cross join day_row on day_row.cursor between import_rows.first and import_rows.last
join text dimension on dimension.id = day_row.dimension
where import.site_id = :site and import.id != :import and day_row.import_id = import.id
    and day_row.day between :first and :last
"""
OWN_DAYS = """
select day_row.day, dimension.value as dimension, key.value as key
from import_rows
cross join day_row on day_row.cursor between import_rows.first and import_rows.last
join text dimension on dimension.id = day_row.dimension
join text key on key.id = day_row.key
where import_rows.import_id = :import and day_row.import_id = :import
    and day_row.day between :first and :last
"""


class KnownDays(NamedTuple):
    """`others`: days and dimensions that other imports have sums of, of events or of visits: some
    products export them apart; `own`: days, dimensions and keys that this one has brought."""

    others: set[tuple[int, str, bool, bool]]
    own: set[tuple[int, str, str]]

    def has(self, row: DayRow) -> bool:
        """Whether another import has brought it."""
        visits = row.visitors + row.visits + row.pageviews
        return (row.day, row.dimension, bool(row.others), bool(visits)) in self.others


async def known_days(db: Database, rows: Sequence[DayRow], import_id: int) -> KnownDays:
    """Of the days of these rows, which are one site's."""
    days = [row.day for row in rows]
    bounds = {"site": rows[0].site_id, "import": import_id, "first": min(days), "last": max(days)}
    others = await db.read(DAYS, bounds)
    own = await db.read(OWN_DAYS, bounds)
    return KnownDays(
        {
            (row["day"], row["dimension"], bool(row["events"]), bool(row["visits"]))
            for row in others
        },
        {(row["day"], row["dimension"], row["key"]) for row in own},
    )
