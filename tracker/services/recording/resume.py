"""Takes up after a start what a restart must not cut: visits, presence, what was counted."""

from __future__ import annotations

from tracker.domain import rows
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.visits import GONE_AFTER
from tracker.services.presence.presence import Presence
from tracker.services.presence.site_presence import SitePresence
from tracker.services.recording.sequencer import DAY_AND_MORE, HOUR, Sequencer
from tracker.services.recording.visitors import Visitors
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.recent_rows import new_visitors, recent_beacons, recent_rows

AHEAD = 60_000  # ms: what a start may be behind the last run's clock


async def resume(  # noqa: PLR0917
    db: Database,
    head: int,
    now: int,
    sequencer: Sequencer,
    visitors: Visitors,
    presence: Presence,
) -> None:
    """Read the log's newest rows; `head` is its newest cursor, `now` in ms, UTC."""
    pageviews = sequencer.pageviews
    async for beacons in recent_beacons(db, now - HOUR, head):
        for beacon in beacons:
            pageviews.put(*beacon)
    async for at, counted in new_visitors(db, now - DAY_AND_MORE, head):
        sequencer.visitors.add_all(counted, at)
    async for row in recent_rows(db, now - GONE_AFTER, head):
        if row["at"] > now + AHEAD:
            continue  # of a clock that was ahead: whoever that was would stay until then
        site, visit, at = presence.of(row["site_id"]), row["visit"], row["at"]
        match row["kind"]:
            case "place":
                site.correct(visit, row["country"])
            case "leave":
                _resume_leave(site, row, row["page_cursor"] or _page_of(row["beacon"], sequencer))
            case _:
                if row["name"] != TEST:
                    visitors.resume(row["visitor"], visit, at)
                _resume_event(site, row)
        if presence.room < 0:
            presence.make_room()
    presence.sweep(now)


def _page_of(beacon: int, sequencer: Sequencer) -> int:
    """The cursor of the pageview that a leave of before schema 11 names."""
    page = sequencer.pageviews.find(beacon)
    return page.cursor if page else 0


def _resume_leave(site: SitePresence, row: TableRow, page: int) -> None:
    match row["state"]:
        case rows.HIDDEN:
            site.hide(row["visit"], page, row["at"])
        case rows.LEFT:
            site.leave(row["visit"], page)
        case _:
            site.back(row["visit"], row["path"], page, row["at"])


def _resume_event(site: SitePresence, row: TableRow) -> None:
    if row["name"] == PAGEVIEW:
        where = row["country"], row["source"]
        site.pageview(row["visit"], row["path"], row["cursor"], row["at"], *where)
    elif row["name"] != TEST:
        site.sign(row["visit"], row["path"], row["at"])
