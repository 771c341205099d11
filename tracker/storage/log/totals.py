"""Small figures about a site, read straight from the event log; test visits are left out."""

from __future__ import annotations

import msgspec

from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import KNOWN_BY_NOW
from tracker.storage.log.stretches import NEWEST_BEFORE

HOUR = 3_600_000  # ms
NEWEST = 1 << 62  # a cursor beyond all there are


class Totals(msgspec.Struct, frozen=True):
    """What happened in a span of one day; visitors are counted once a day."""

    visitors: int
    visits: int | None  # None = not counted
    pageviews: int
    others: int  # events that are not pageviews


TOTALS = """
select
    count(distinct visitor) as visitors,
    count(distinct visit) as visits,
    count(*) filter (where name in (select id from text where value = 'pageview')) as pageviews,
    count(*) as events
from event
where site_id = :site and at >= :start and at < :end
    and name not in (select id from text where value = 'test')
"""


async def totals(db: Database, site_id: int, start: int, end: int) -> Totals:
    """The figures of `start` <= time < `end` (UTC milliseconds)."""
    [row] = await db.read(TOTALS, {"site": site_id, "start": start, "end": end})
    pageviews = row["pageviews"]
    return Totals(row["visitors"], row["visits"], pageviews, row["events"] - pageviews)


QUARTER = HOUR // 4  # ms


class Quarter(msgspec.Struct):
    """A quarter of an hour: `number` counts them since 1970, UTC."""

    number: int
    pageviews: int
    visitors: int  # whose first event of their local day fell into it
    others: int  # events that are no pageviews


QUARTERS = """
select at / :quarter as number,
    count(*) filter (where name in (select id from text where value = 'pageview')) as pageviews,
    sum(is_new) as visitors, count(*) as events
from event
where site_id = :site and at >= :start and at < :end and cursor <= :head
    and name not in (select id from text where value = 'test')
group by number
"""


async def quarters(db: Database, site_id: int, start: int, end: int, head: int) -> list[Quarter]:
    """Quarters with events of `start` <= time < `end`, up to the cursor `head`."""
    bounds = {"site": site_id, "start": start, "end": end, "head": head, "quarter": QUARTER}
    rows = await db.read(QUARTERS, bounds)
    return [_quarter(row) for row in rows]


def _quarter(row: TableRow) -> Quarter:
    others = row["events"] - row["pageviews"]
    return Quarter(row["number"], row["pageviews"], row["visitors"], others)


MORE_THAN = """
select count(*) > :most as more from (
    select 1 from event where site_id = :site and at >= :since limit :most + 1
)
"""


async def more_events_than(db: Database, site_id: int, since: int, most: int) -> bool:
    """Whether the site has more than `most` events since then (ms, UTC), without counting all."""
    [row] = await db.read(MORE_THAN, {"site": site_id, "since": since, "most": most})
    return bool(row["more"])


ANY_VISIT = """
select 1 from event
where site_id = :site and name not in (select id from text where value = 'test')
limit 1
"""


async def has_visits(db: Database, site_id: int) -> bool:
    """Whether anybody but its owner's test has ever come."""
    return bool(await db.read(ANY_VISIT, {"site": site_id}))


MOST_COUNTED = 10_000
STORED = "select count(*) as n from (select 1 from event where site_id = :site limit :most)"


async def stored_events(db: Database, site_id: int) -> int:
    """How many events a site's deletion would erase; one more than MOST_COUNTED stands for any
    larger number: no page counts all that a site has."""
    [row] = await db.read(STORED, {"site": site_id, "most": MOST_COUNTED + 1})
    return int(row["n"])


async def first_at(db: Database, site_id: int) -> int | None:
    """When a site's oldest event was, ms UTC; None where there is none."""
    [row] = await db.read("select min(at) as at from event where site_id = ?", (site_id,))
    return None if row["at"] is None else int(row["at"])


class LastEvent(msgspec.Struct, frozen=True):
    """One line of the plain page. `at` in UTC milliseconds; "" = unknown."""

    at: int
    name: str
    host: str
    path: str
    title: str
    source: str
    country: str
    city: str
    browser: str
    system: str
    browser_version: str
    system_version: str
    properties: str


LAST_EVENTS = (
    """
select event.at, n.value as name, h.value as host, p.value as path, title.value as title,
    s.value as source, coalesce(place.country, '') as country, coalesce(place.city, '') as city,
    coalesce(agent.browser, '') as browser, coalesce(agent.system, '') as system,
    coalesce(agent.browser_version, '') as browser_version,
    coalesce(agent.system_version, '') as system_version,
    coalesce(properties, '') as properties
from event
join text n on n.id = event.name
join text h on h.id = event.host
join text p on p.id = event.path
join text s on s.id = event.source
left join agent on agent.id = event.agent
"""
    + KNOWN_BY_NOW
    + "where event.cursor in ("
    + NEWEST_BEFORE
    + ") order by event.cursor desc"
)


async def last_events(db: Database, site_id: int, limit: int) -> list[LastEvent]:
    """The newest events first, tests included."""
    bounds = {"site": site_id, "before": NEWEST, "looked": limit}
    return [_event(row) for row in await db.read(LAST_EVENTS, bounds)]


def _event(row: TableRow) -> LastEvent:
    return msgspec.convert(dict(row), LastEvent)
