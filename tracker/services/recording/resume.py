"""Takes up after a start what a restart must not cut: visits, presence, what was counted."""

from __future__ import annotations

from tracker.domain.events import HIDDEN
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.visits import GONE_AFTER
from tracker.services.live.presence import Presence
from tracker.services.live.site_presence import SitePresence
from tracker.services.recording.duplicates import DAY_AND_MORE, HOUR, Seen
from tracker.services.recording.visitors import Visitors
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.recent_rows import new_visitors, recent_beacons, recent_rows

AHEAD = 60_000  # ms: what a start may be behind the last run's clock


async def resume(  # noqa: PLR0917
    db: Database, head: int, now: int, seen: Seen, visitors: Visitors, presence: Presence
) -> None:
    """Read the log's newest rows; `head` is its newest cursor, `now` in ms, UTC."""
    async for at, beacons in recent_beacons(db, now - HOUR, head):
        seen.beacons.add_all(beacons, at)
    async for at, counted in new_visitors(db, now - DAY_AND_MORE, now):
        seen.visitors.add_all(counted, at)
    async for row in recent_rows(db, now - GONE_AFTER, head):
        if row["at"] > now + AHEAD:
            continue  # of a clock that was ahead: whoever that was would stay until then
        site, visit, at = presence.of(row["site_id"]), row["visit"], row["at"]
        match row["kind"]:
            case "place":
                site.correct(visit, row["country"])
            case "leave" if row["state"] == HIDDEN:
                site.hide(visit, row["beacon"], at)
            case "leave":
                site.leave(visit, row["beacon"])
            case _:
                visitors.resume(row["visitor"], visit, at)
                _resume_event(site, row)
        if presence.room < 0:
            presence.make_room()
    presence.sweep(now)


def _resume_event(site: SitePresence, row: TableRow) -> None:
    if row["name"] == PAGEVIEW:
        site.pageview(row["visit"], row["path"], row["beacon"], row["at"], row["country"])
    elif row["name"] != TEST:
        site.sign(row["visit"], row["path"], row["at"])
