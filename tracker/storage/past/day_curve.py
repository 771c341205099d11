"""How many visits a site had in each of a day's short steps."""

from __future__ import annotations

from tracker.storage.file.database import Database
from tracker.storage.log.standing import BEGINNING
from tracker.storage.past.moments import events_between
from tracker.storage.past.stretch_rows import Stretch

PIECE = 3_600_000  # ms that are read at once
MANY = 500_000  # events of a day, some tenths of a second of a reader
PART = 60  # where there are more, only one in so many milliseconds of each step is looked at

VISITS = (
    """
select (at - :start) / :step as number, count(distinct visit) as visits
from event indexed by event_by_site
where site_id = :site and at >= :since and at < :until
    and name not in (select id from text where value = 'test') and cursor > """
    + BEGINNING
    + " group by number"
)


async def day_curve(db: Database, site_id: int, day: Stretch, step: int) -> list[int]:
    """Visits with an event in each step of the day, the first step first. Of a day with very many
    the shape only: visits in a part of each step."""
    counts = [0] * -(-(day.until - day.since) // step)
    busy = await events_between(db, site_id, day, MANY) == MANY
    piece, looked = (step, step // PART) if busy else (PIECE, PIECE)
    for since in range(day.since, day.until, piece):
        bounds = {"site": site_id, "start": day.since, "step": step, "since": since}
        bounds["until"] = min(since + looked, day.until)
        for row in await db.read(VISITS, bounds):
            counts[row["number"]] += row["visits"]
    return counts
