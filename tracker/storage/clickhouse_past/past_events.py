"""A site's events by their cursors, as they are known by now: what an open view scrolls back to,
and what it goes on with where the log keeps no more of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import Source
from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.lines import NO_IMPORT

FIRST_DAYS, WIDER = 1, 4  # days that are looked at, and by how much more each time
CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "click_id")
# What an import has brought is no news.
NEWEST_DAY = """
select toInt32(max(utc_day)), toInt32(min(utc_day)) from event
where site = {site:UInt32} and cursor < {before:UInt64} and name != '' and brought < 0
"""
COLUMNS = (
    *("id", "ms", "visitor", "visit", "beacon", "name", "host", "path", "title", "referrer"),
    *("source", "channel", "place", "browser", "system", "device", "browser_version"),
    *(
        "system_version",
        "language",
        "width",
        "properties",
        "address",
        "is_new",
        "cursor",
        "brought",
    ),
    *CAMPAIGN,
)
# What is told of them; those that are there and no import has brought.
COLUMNS_SAID = """
    id, ms, visitor, visit, beacon, name, host, path, title.2, referrer,
    source, channel, place, browser, system, device, browser_version,
    system_version, language, width, properties, address, is_new, cursor, brought,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_id
"""
FOUND = (
    "select "
    + COLUMNS_SAID
    + """ from event final
where site = {site:UInt32} and utc_day between toDate({first:Int32}) and toDate({last:Int32})
    and name != '' and removed = 0 and brought < 0 and cursor < {before:UInt64}
"""
)
BEFORE = FOUND + "order by cursor desc limit {most:UInt32}"
AFTER = FOUND + "and cursor > {after:UInt64} order by cursor limit {most:UInt32}"
# Where the next ones are, by few columns; a slice that was filed twice may stand there twice.
NEXT_DAYS = """
select count(), toInt32(min(utc_day)), toInt32(max(utc_day)), max(cursor) from (
    select utc_day, cursor from event where site = {site:UInt32} and cursor > {after:UInt64}
        and cursor < {before:UInt64} and name != '' and brought < 0
    order by cursor limit 1 by cursor limit {most:UInt32}
)
"""
REACH = """
select toInt32(intDiv(min(first), 86400000)), toInt32(intDiv(max(last), 86400000)) from reach
where site = {site:UInt32} and visit in (select arrayJoin({visits:Array(Int64)}))
"""
OF_VISITS = (
    FOUND
    + """
and visit in (select arrayJoin({visits:Array(Int64)}))
order by cursor desc limit {most:UInt32} by visit
"""
)


async def events_before(engine: ClickHouse, site: int, before: int, most: int) -> list[Event]:
    """So many, oldest first; fewer: there are no more. A few days are looked at, and more of them
    as long as there are too few: all of a large site's would take a second. Raises Refused, Away.
    """
    [[newest, oldest]] = await engine.rows(
        NEWEST_DAY, {"site": site, "before": before}, within=DEADLINE
    )
    found: list[Event] = []
    last, days = newest, FIRST_DAYS
    while len(found) < most and last >= oldest and newest:
        days_of = {"first": max(oldest, last - days), "last": last}
        some = {"site": site, "before": before, "most": most - len(found)}
        found += [
            event_of(site, row)
            for row in await engine.rows(BEFORE, some | days_of, within=DEADLINE)
        ]
        last, days = days_of["first"] - 1, days * WIDER
    return sorted(found, key=lambda event: event.cursor)


async def events_after(
    engine: ClickHouse, site: int, after: int, upto: int, most: int
) -> list[Event]:
    """The first ones with `after` < their cursor <= `upto`; fewer: there are no more. Raises
    Refused, Away."""
    found: list[Event] = []
    known: dict[str, object] = {"site": site, "most": most}
    while len(found) < most:
        bounds = known | {"after": after, "before": upto + 1}
        [[there, first, last, cursor]] = await engine.rows(NEXT_DAYS, bounds, within=DEADLINE)
        bounds |= {"first": first, "last": last, "before": cursor + 1}
        found += [event_of(site, row) for row in await engine.rows(AFTER, bounds, within=DEADLINE)]
        if there < most:
            break
        after = cursor
    return found[:most]


async def visit_events(
    engine: ClickHouse, site: int, visits: Iterable[int], before: int, most: int
) -> list[Event]:
    """Of each visit the newest ones before the cursor, so many at most; in order. Raises Refused,
    Away."""
    known: dict[str, object] = {"site": site, "visits": list(visits)}
    [[first, last]] = await engine.rows(REACH, known, within=DEADLINE)
    bounds = known | {"first": first, "last": last, "before": before, "most": most}
    found = [event_of(site, row) for row in await engine.rows(OF_VISITS, bounds, within=DEADLINE)]
    return sorted(found, key=lambda event: event.cursor)


def event_of(site: int, row: list[Any]) -> Event:
    """A row of COLUMNS_SAID."""
    said = dict(zip(COLUMNS, row, strict=True))
    campaign = Campaign(*(said[part] for part in CAMPAIGN))
    named = (said["browser"], said["system"], said["device"])
    return Event(
        id=said["id"],
        site_id=site,
        at=said["ms"],
        visitor_id=said["visitor"],
        visit=said["visit"],
        beacon=said["beacon"],
        name=said["name"],
        page=Page(said["host"], said["path"], campaign if any(campaign) else None),
        title=said["title"],
        referrer=said["referrer"],
        source=Source(said["source"], said["channel"]),
        place=_place(*said["place"]),
        agent=Agent(*named, said["browser_version"], said["system_version"]),
        language=said["language"],
        width=said["width"],
        properties=said["properties"] or None,
        address=said["address"] or None,
        is_new=bool(said["is_new"]),
        cursor=said["cursor"],
        import_id=None if said["brought"] == NO_IMPORT else said["brought"],
    )


def _place(weight: int, *parts: str) -> Place:
    if not weight:
        return NOWHERE
    country, region, city, postal, *degrees = parts
    latitude, longitude = (float(each) if each else None for each in degrees)
    return Place(country, region, city, postal, latitude, longitude)
