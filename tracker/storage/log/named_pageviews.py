"""Pageviews that something late names by their beacon, long after they came."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracker.domain.rows import COUNTS_WITHIN, OfPageview, Pageview
from tracker.storage.file.database import Database

HOUR = 3_600_000  # ms: of the busiest site some 60 ms of a reader

# By the index over site and time, for beacons have none: each hit would be written into it at a
# place of its own, and few are ever looked for.
BETWEEN = """
select beacon, visit, cursor, at from event indexed by event_by_site
where site_id = :site and at > :after and at <= :upto
    and beacon in (select value from json_each(:beacons))
    and name in (select id from text where value = 'pageview')
"""


async def named_pageviews(db: Database, late: Sequence[OfPageview]) -> dict[int, Pageview]:
    """By beacon, as far as they came in the two days before the row that names them."""
    found: dict[int, Pageview] = {}
    for site_id in {row.site_id for row in late}:
        found |= await _of_site(db, site_id, [row for row in late if row.site_id == site_id])
    return found


async def _of_site(db: Database, site_id: int, late: Sequence[OfPageview]) -> dict[int, Pageview]:
    """The newest first, an hour at a time: most are not much older."""
    wanted, found = {row.beacon for row in late}, dict[int, Pageview]()
    upto = max(row.at for row in late)
    oldest = min(row.at for row in late) - COUNTS_WITHIN
    while wanted and upto > oldest:
        bounds = {"site": site_id, "after": upto - HOUR, "upto": upto}
        rows = await db.read(BETWEEN, bounds | {"beacons": json.dumps(sorted(wanted))})
        found |= {row["beacon"]: Pageview(row["visit"], row["cursor"], row["at"]) for row in rows}
        wanted -= found.keys()
        upto -= HOUR
    return found
