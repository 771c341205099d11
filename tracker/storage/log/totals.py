"""Small figures about a site, read straight from the event log; test visits are left out."""

from __future__ import annotations

from typing import Protocol

import msgspec

from tracker.storage.dictionary.seen_names import seen_names
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.standing import BEGINNING

HOUR = 3_600_000  # ms


QUARTER = HOUR // 4  # ms


class Quarter(msgspec.Struct):
    """A quarter of an hour: `number` counts them since 1970, UTC."""

    number: int
    pageviews: int
    visitors: int  # whose first event of their local day fell into it
    others: int  # events that are no pageviews
    latest: int = 0  # ms, UTC: when its last event was


class SiteTotals(Protocol):
    """What tallies ask of the log, whatever keeps it. Test visits are left out. Raises
    StorageError."""

    async def are_many(self, site_id: int, since: int) -> bool:
        """Whether events since then (ms, UTC) are more than are read at once."""

    async def quarters(self, site_id: int, start: int, end: int, head: int) -> list[Quarter]:
        """Quarters with events of `start` <= time < `end` (ms, UTC), up to the cursor `head`; one
        may come in parts."""

    async def has_visits(self, site_id: int) -> bool:
        """Whether anybody but its owner's test has ever come."""


class SiteFacts(Protocol):
    """What pages say of a site's events as a whole, whatever keeps them. Raises StorageError."""

    async def has_visits(self, site_id: int) -> bool:
        """Whether anybody but its owner's test has ever come."""

    async def first_at(self, site_id: int) -> int | None:
        """When the oldest event was, ms UTC; None where there is none."""

    async def stored_events(self, site_id: int) -> int:
        """How many events a deletion would erase; one more than MOST_COUNTED stands for any larger
        number."""

    async def seen_names(self, site_id: int) -> list[str]:
        """The names of the site's own events that came lately."""


QUARTERS = (
    """
select at / :quarter as number,
    count(*) filter (where name in (select id from text where value = 'pageview')) as pageviews,
    sum(is_new) as visitors, count(*) as events, max(at) as latest
from event
where site_id = :site and at >= :start and at < :end and cursor <= :head and import_id is null
    and name not in (select id from text where value = 'test')
    and cursor > """
    + BEGINNING
    + " group by number"
)


async def quarters(db: Database, site_id: int, start: int, end: int, head: int) -> list[Quarter]:
    """Quarters with events of `start` <= time < `end`, up to the cursor `head`."""
    bounds = {"site": site_id, "start": start, "end": end, "head": head, "quarter": QUARTER}
    rows = await db.read(QUARTERS, bounds)
    return [_quarter(row) for row in rows]


def _quarter(row: TableRow) -> Quarter:
    others = row["events"] - row["pageviews"]
    return Quarter(row["number"], row["pageviews"], row["visitors"], others, row["latest"])


MORE_THAN = """
select count(*) > :most as more from (
    select 1 from event where site_id = :site and at >= :since limit :most + 1
)
"""


async def more_events_than(db: Database, site_id: int, since: int, most: int) -> bool:
    """Whether the site has more than `most` events since then (ms, UTC), without counting all."""
    [row] = await db.read(MORE_THAN, {"site": site_id, "since": since, "most": most})
    return bool(row["more"])


ANY_VISIT = (
    "select 1 from event"
    " where site_id = :site and name not in (select id from text where value = 'test')"
    " and cursor > " + BEGINNING + " limit 1"
)


async def has_visits(db: Database, site_id: int) -> bool:
    """Whether anybody but its owner's test has ever come."""
    return bool(await db.read(ANY_VISIT, {"site": site_id}))


FEW = 20_000  # events that are read at once: about 20 ms of a reader


class FileTotals:
    """From our one file."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def are_many(self, site_id: int, since: int) -> bool:
        return await more_events_than(self._db, site_id, since, FEW)

    async def quarters(self, site_id: int, start: int, end: int, head: int) -> list[Quarter]:
        return await quarters(self._db, site_id, start, end, head)

    async def has_visits(self, site_id: int) -> bool:
        return await has_visits(self._db, site_id)

    async def first_at(self, site_id: int) -> int | None:
        return await first_at(self._db, site_id)

    async def stored_events(self, site_id: int) -> int:
        return await stored_events(self._db, site_id)

    async def seen_names(self, site_id: int) -> list[str]:
        return await seen_names(self._db, site_id)


MOST_COUNTED = 10_000
STORED = (
    "select count(*) as n from (select 1 from event where site_id = :site"
    " and cursor > " + BEGINNING + " limit :most)"
)


async def stored_events(db: Database, site_id: int) -> int:
    """How many events a site's deletion would erase; one more than MOST_COUNTED stands for any
    larger number: no page counts all that a site has."""
    [row] = await db.read(STORED, {"site": site_id, "most": MOST_COUNTED + 1})
    return int(row["n"])


FIRST_AT = "select min(at) as at from event where site_id = :site and cursor > " + BEGINNING


async def first_at(db: Database, site_id: int) -> int | None:
    """When a site's oldest event was, ms UTC; None where there is none."""
    [row] = await db.read(FIRST_AT, {"site": site_id})
    return None if row["at"] is None else int(row["at"])


# What imports have brought is of another time; behind more of it than that nobody looks.
AT = """
select at from (
    select at, import_id from event where cursor <= ? order by cursor desc limit 10000
) where import_id is null limit 1
"""


async def time_of(db: Database, cursor: int) -> int:
    """When the newest event up to there was, ms UTC; 0 where there is none."""
    rows = await db.read(AT, (cursor,))
    return int(rows[0]["at"]) if rows else 0
