"""Rows of the log as lines of ClickHouse's tables."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.domain.events import Event
from tracker.domain.places import Place
from tracker.domain.rows import (
    COUNTS_WITHIN,
    DayRow,
    Leave,
    Pageview,
    PlaceCorrection,
    TitleCorrection,
)

DAY = 86_400_000  # ms
OWN = (1 << 64) - 1  # how much a row's own place outweighs those that are found later
PARTS = ("source", "medium", "campaign", "term", "content", "click_id")
NO_IMPORT = -1

Line = dict[str, object]
Key = tuple[int, int, int, int]  # site, UTC day, visit, cursor


def line_of(key: Key) -> Line:
    """A row of `event` by its key, of which something is known."""
    site, day, visit, cursor = key
    return {"site": site, "utc_day": day, "visit": visit, "cursor": cursor}


def key_of(site: int, page: Pageview) -> Key:
    """Of a row that something late names."""
    return site, page.at // DAY, page.visit, page.cursor


def event_line(row: Event) -> Line:
    """All of it."""
    agent, page = row.agent, row.page
    named = zip(PARTS, page.campaign or (), strict=False)
    campaign = {part if part == "click_id" else f"utm_{part}": said for part, said in named}
    return line_of((row.site_id, row.at // DAY, row.visit, row.cursor)) | {
        "id": row.id,
        "ms": row.at,
        "visitor": row.visitor_id,
        "beacon": row.beacon,
        "name": row.name,
        "host": page.host,
        "path": page.path,
        "title": (row.cursor, row.title),
        "referrer": row.referrer,
        "source": row.source.name,
        "channel": row.source.channel,
        **campaign,
        "place": place_of(row.place, OWN),
        "browser": agent.browser,
        "browser_version": agent.browser_version,
        "system": agent.system,
        "system_version": agent.system_version,
        "device": agent.device,
        "language": row.language,
        "width": row.width,
        "properties": row.properties or "",
        "said": said_of(row.properties),
        "address": row.address or "",
        "is_new": int(row.is_new),
        "brought": NO_IMPORT if row.import_id is None else row.import_id,
    }


def place_of(place: Place, weight: int) -> tuple[object, ...]:
    """Nothing outweighs less than any place."""
    if not any(place):
        return (0, "", "", "", "", "", "")
    degrees = ("" if each is None else repr(each) for each in place[4:])
    return (weight, *place[:4], *degrees)


def said_of(properties: str | None) -> str:
    """Properties as texts, each as it stands in JSON, a text without its quotes; "" for none."""
    if not properties:
        return ""
    told: dict[str, Any] = msgspec.json.decode(properties)
    return msgspec.json.encode({name: _text(value) for name, value in told.items()}).decode()


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case float():
            return str(value)
    return msgspec.json.encode(value).decode()


def leave_line(row: Leave, page: Pageview) -> Line | None:
    """What it says of its pageview; None where it says nothing."""
    if row.at - page.at > COUNTS_WITHIN or page.cursor >= row.cursor:
        return None
    said = {"engaged": row.engaged, "depth": row.depth}
    return line_of(key_of(row.site_id, page)) | said


def title_line(row: TitleCorrection, page: Pageview) -> Line:
    """The last one counts."""
    return line_of(key_of(row.site_id, page)) | {"title": (row.cursor, row.title)}


def late_place_line(row: PlaceCorrection, key: Key) -> Line:
    """The first one counts, for rows without a place of their own."""
    return line_of(key) | {"place": place_of(row.place, OWN - 1 - row.cursor)}


def kept_line(row: DayRow, retained: int) -> Line:
    """Those of retention do not count yet."""
    names = ("visitors", "visits", "pageviews", "others", "bounces")
    sums = {name: getattr(row, name) for name in (*names, "duration", "engaged", "depth", "told")}
    return sums | {
        "site": row.site_id,
        "day": row.day,
        "cursor": row.cursor,
        "dimension": row.dimension,
        "key": row.key,
        "brought": NO_IMPORT if row.import_id is None else row.import_id,
        "before": row.at,
        "counts": int(row.import_id != retained),
    }
