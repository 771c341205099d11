"""Visits one by one, as reports know them, and what was done on one."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.mcp.methods import Tool
from tracker.domain.queries.named_values import named
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import Sent
from tracker.domain.queries.time_labels import iso
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import VisitedRow, VisitPlace, VisitRow
from tracker.services.assistants.asker import Asker, No
from tracker.services.assistants.schemas import DATE_RANGE, FILTERS, SITE, arguments, number
from tracker.services.lists.listing import Place, newest

MOST = 100
USUAL = 20
MOST_EVENTS = 200
LONGEST_POSITION = 40
HIGHEST = (1 << 63) - 1
POSITION = re.compile(r"([0-9]{1,15})-([0-9]{1,19})")
SAME = (
    *("entry_page", "exit_page", "hostname", "source", "channel", "referrer"),
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
    *("country", "region", "city", "browser", "os", "device", "language"),
)

LIST_VISITS = Tool(
    "list_visits",
    "List visits",
    "Single visits that began in the period and that the filters select, newest first: when, from "
    "where, with what, entry and exit page, how many pages, how long. A visitor is known for one "
    "day only and has no name or address here. For how many there are use query; for what was done "
    "on one use visit. The answer has older: send it as before to go on.",
    arguments(
        ("date_range",),
        site_id=SITE,
        date_range=DATE_RANGE,
        filters=FILTERS,
        limit=number(MOST, USUAL, "So many visits."),
        before={"type": "string", "description": "Go on behind this place: older of an answer."},
    ),
)
VISIT = Tool(
    "visit",
    "Show one visit",
    f"One visit with what was done on it, in time: pages with the seconds they were looked at and "
    f"how far they were seen, and events with their properties; of long ones the last "
    f"{MOST_EVENTS}.",
    arguments(
        ("visit",),
        site_id=SITE,
        visit={"type": ["string", "integer"], "description": "Its number, as list_visits has it."},
    ),
)


async def list_visits(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    fields = Sent(sent).fields(("site_id", "date_range", "filters", "limit", "before"))
    about = await asker.about(asker.site(sent.get("site_id")))
    question = _question(sent, about)
    most = fields.get("limit", Sent(USUAL)).number(1, MOST)
    before = _position(fields["before"]) if sent.get("before") else None

    async def page(part: Question, place: Place, wanted: int) -> list[VisitRow]:
        behind = VisitPlace(*place)
        return await asker.figures.listed(lambda lists: lists.newest_visits(part, behind, wanted))

    found = await newest(question, before, page, most + 1)
    shown = found[:most]
    older = f"{shown[-1].start}-{shown[-1].visit}" if len(found) > most else None
    return {"visits": [told(each, about.calendar.zone) for each in shown], "older": older}


def _question(sent: dict[str, Any], about: AskedSite) -> Question:
    """The filters and the period, as a query has them."""
    named = {name: sent[name] for name in ("date_range", "filters") if name in sent}
    return read_query(Sent({"metrics": ["visits"]} | named), about).question


def _position(sent: Sent) -> Place:
    match = POSITION.fullmatch(sent.text(LONGEST_POSITION))
    if not match or int(match[2]) > HIGHEST:
        sent.wrong("is older of an answer, as it stands there.")
    return Place(int(match[1]), int(match[2]))


async def visit(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    fields = Sent(sent).fields(("site_id", "visit"))
    site = asker.site(sent.get("site_id"))
    number, zone = _number(fields.get("visit", Sent(None, "visit"))), ZoneInfo(site.time_zone)

    found = await asker.figures.listed(
        lambda lists: lists.told_visit(site.id, site.time_zone, number, MOST_EVENTS)
    )
    if found is None:
        raise No(f"visit: {site.name} has no visit {number}, or not any more.")
    row, events = found.visit, [_event(each, zone) for each in found.rows]
    return {
        "visit": told(row, zone),
        "events": events,
        "left_out": max(0, row.events - len(events)),
    }


def _number(sent: Sent) -> int:
    """Numbers of 64 bits come as texts, too."""
    if isinstance(sent.value, str) and re.fullmatch("[0-9]{1,19}", sent.value):
        sent = Sent(int(sent.value), sent.path)
    return sent.number(1, HIGHEST)


def told(row: VisitRow, zone: ZoneInfo) -> dict[str, Any]:
    """A visit without what is empty, and without the number of its visitor."""
    whole: dict[str, Any] = {
        "visit": str(row.visit),
        "began": iso(row.start, zone),
        "seconds": row.duration // 1000,
        "pageviews": row.pageviews,
        "events": row.events,
        "engaged_seconds": row.engaged // 1000,
        "bounce": row.bounce,
    }
    known = {name: value for name in SAME if (value := getattr(row, name))}
    return whole | {name: named(f"visit:{name}", value) for name, value in known.items()}


def _event(row: VisitedRow, zone: ZoneInfo) -> dict[str, Any]:
    said = {
        "at": iso(row.at, zone),
        "name": row.name,
        "page": row.path,
        "title": row.title,
        "engaged_seconds": row.engaged // 1000,
        "seen_percent": row.depth,
        "properties": properties_of(row.properties),
    }
    return {name: value for name, value in said.items() if value}


def properties_of(text: str) -> Any:
    """As they were sent; what cannot be read is a text."""
    try:
        return msgspec.json.decode(text or "{}")
    except (msgspec.DecodeError, UnicodeError):
        return text
