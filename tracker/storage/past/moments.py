"""Where a site's events lie in time: how many in a stretch, the one so many back, the next one."""

from __future__ import annotations

from tracker.storage.file.database import Database
from tracker.storage.log.standing import BEGINNING
from tracker.storage.past.stretch_rows import Stretch

OF_SITE = "from event indexed by event_by_site where site_id = :site and cursor > " + BEGINNING
COUNT = (
    "select count(*) as events from (select 1 "
    + OF_SITE
    + " and at >= :since and at < :until limit :most)"
)
BACK = "select at " + OF_SITE + " and at < :at order by at desc limit 1 offset :back - 1"
NEXT = "select at " + OF_SITE + " and at >= :at order by at limit 1"


async def events_between(db: Database, site_id: int, stretch: Stretch, most: int) -> int:
    """How many there are, `most` for that many and more."""
    bounds = {"site": site_id, "since": stretch.since, "until": stretch.until, "most": most}
    [row] = await db.read(COUNT, bounds)
    return int(row["events"])


async def so_many_back(db: Database, site_id: int, at: int, back: int) -> int:
    """When the event was that is so many before `at` (ms, UTC); 0 where there are fewer."""
    rows = await db.read(BACK, {"site": site_id, "at": at, "back": back})
    return int(rows[0]["at"]) if rows else 0


async def next_event(db: Database, site_id: int, at: int) -> int | None:
    """When the first event at `at` or later was; None where there is none."""
    rows = await db.read(NEXT, {"site": site_id, "at": at})
    return int(rows[0]["at"]) if rows else None
