"""Events and visits of a site as lines of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.events import Event
from tracker.domain.queries.time_labels import iso
from tracker.domain.reports.visits import VisitRow
from tracker.domain.spreadsheets import safe_cell

BOM = "\ufeff"  # else Excel takes UTF-8 for the letters of some country
Fields = dict[str, Any]

NO_CAMPAIGN = ("",) * 6
CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "click_id")
PLACE = ("country", "region", "city")
AGENT = ("browser", "browser_version", "os", "os_version", "device")
EVENT_NAMES = (
    *("position", "time", "visit", "visitor", "name", "hostname", "page", "title", "referrer"),
    *("source", "channel", *CAMPAIGN, *PLACE, *AGENT, "language", "width", "properties"),
)
AS_THEY_ARE = (
    *("pageviews", "events", "hostname", "entry_page", "exit_page", "source", "channel"),
    *("referrer", *CAMPAIGN, *PLACE, *AGENT, "language", "width"),
)
VISIT_NAMES = (
    *("position", "time", "visit", "visitor", "duration", "engaged_time", "bounce"),
    *AS_THEY_ARE,
)

_encode = msgspec.json.Encoder().encode


def event_fields(event: Event, zone: ZoneInfo) -> Fields:
    """By EVENT_NAMES. `position`: where to go on behind it."""
    page, agent, place = event.page, event.agent, event.place
    values = (
        *(f"{event.at}-{event.cursor}", iso(event.at, zone), str(event.visit)),
        *(str(event.visitor_id), event.name, page.host, page.path, event.title, event.referrer),
        *event.source,
        *(page.campaign or NO_CAMPAIGN),
        *(place.country, place.region, place.city),
        *(agent.browser, agent.browser_version, agent.system, agent.system_version, agent.device),
        *(event.language, event.width, event.properties or ""),
    )
    return dict(zip(EVENT_NAMES, values, strict=True))


def visit_fields(row: VisitRow, zone: ZoneInfo) -> Fields:
    """By VISIT_NAMES; times in seconds."""
    values = (
        *(f"{row.start}-{row.visit}", iso(row.start, zone), str(row.visit), str(row.visitor)),
        *(round(row.duration / 1000), round(row.engaged / 1000), int(row.bounce)),
        *(getattr(row, name) for name in AS_THEY_ARE),
    )
    return dict(zip(VISIT_NAMES, values, strict=True))


def as_csv(rows: Iterable[Fields]) -> bytes:
    """RFC 4180, without a line of names."""
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(str(cell)) for cell in row.values()] for row in rows)
    return text.getvalue().encode()


def line_of_names(names: Iterable[str]) -> bytes:
    """The file's first."""
    return (BOM + ",".join(names) + "\r\n").encode()


def as_ndjson(rows: Iterable[Fields]) -> bytes:
    """An object a line; an event's properties are an object in it."""
    return b"".join(_encode(_nested(row)) + b"\n" for row in rows)


def _nested(row: Fields) -> Fields:
    if properties := row.get("properties"):
        return row | {"properties": msgspec.Raw(properties.encode())}
    return row
