"""Takes up after a start what a restart must not cut: visits, presence, what was counted."""

from __future__ import annotations

from tracker.domain.events import HIDDEN
from tracker.domain.hits import LEAVE, PAGEVIEW, TEST
from tracker.services.presence import GONE_AFTER, Presence
from tracker.services.seen import DAY_AND_MORE, HOUR, Seen
from tracker.services.visitors import Visitors
from tracker.storage.database import Database
from tracker.storage.recent_rows import new_visitors, recent_beacons, recent_rows


async def resume(  # noqa: PLR0917
    db: Database, head: int, now: int, seen: Seen, visitors: Visitors, presence: Presence
) -> None:
    """Read the log's newest rows; `head` is its newest cursor, `now` in ms, UTC."""
    async for at, beacons in recent_beacons(db, now - HOUR, head):
        seen.beacons.add_all(beacons, at)
    async for at, counted in new_visitors(db, now - DAY_AND_MORE, now):
        seen.visitors.add_all(counted, at)
    async for row in recent_rows(db, now - GONE_AFTER, head):
        site, visit, at = presence.of(row["site_id"]), row["visit"], row["at"]
        if row["name"] == LEAVE:
            if row["state"] == HIDDEN:
                site.hide(visit, row["beacon"], at)
            else:
                site.leave(visit, row["beacon"])
            continue
        visitors.resume(row["visitor"], visit, at)
        if row["name"] == PAGEVIEW:
            site.pageview(visit, row["path"], row["beacon"], at, row["country"])
        elif row["name"] != TEST:
            site.sign(visit, row["path"], at)
    presence.sweep(now)
