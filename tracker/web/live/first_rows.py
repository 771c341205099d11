"""The rows that the live page comes with: of each what static/live/row.js would write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from tracker.domain.reports.goal_rules import GoalRule
from tracker.web.live.reached_goals import reached_by
from tracker.web.live.told_visit import Message, ToldVisit
from tracker.web.words.figures import country
from tracker.web.words.i18n import _
from tracker.web.words.site_times import SiteTimes

DEVICES = {"mobile", "tablet", "tv", "console", "wearable", "car"}
ALONE = {"url", "path", "text", "action"}  # said without its name, where an event carries no other
COUNTRY = re.compile("[A-Z]{2}")
EXACT = 1 << 53  # from here on a browser's numbers have gaps


class Happened(NamedTuple):
    """A custom event: what filters, what is shown, what it carried."""

    name: str
    shown: str
    properties: str


class FirstRow(NamedTuple):
    """Everything as it stands in the row."""

    visit: str
    is_gone: bool
    iso: str
    clock: str
    mark: str
    country: str
    country_name: str
    flag: str
    place: str
    is_somewhere: bool
    address: str
    title: str
    happened: Happened | None
    reached: list[str]
    before: int
    paths: list[str]
    left: list[str]
    source: str
    came_from: str
    mark_of_source: str
    browser: str
    agent: str
    device: str
    icon: str


def first_row(
    visit: ToldVisit, times: SiteTimes, now: int, goals: Sequence[GoalRule] = ()
) -> FirstRow:
    event, origin, code = visit.last, visit.origin, visit.place.get("country", "")
    title = event["title"] or _title_of(visit, event)
    before, paths = visit.trail
    if not title and not before and len(paths) == 1:
        paths = []  # the only page is told once
    came_from, campaign = _source(origin), (origin.get("campaign") or {}).get("name", "")
    return FirstRow(
        visit=visit.id,
        is_gone=visit.is_gone,
        iso=_iso(event["at"]),
        clock=times.clock(event["at"]),
        mark=times.day_of(event["at"], now) or ("" if visit.is_new else _("again today")),
        country=code,
        country_name=country(code) if code else "",
        flag=code if COUNTRY.fullmatch(code) else "",
        place=_place(visit.place),
        is_somewhere=any(visit.place.get(each) for each in ("city", "region", "country")),
        address=event["host"] + event["path"],
        title=title or event["path"] or "/",
        happened=None if event["name"] == "pageview" else _happened(event),
        reached=reached_by(visit, goals),
        before=before,
        paths=paths,
        left=_left(visit),
        source=origin["source"],
        came_from=" · ".join(filter(None, (came_from, campaign))),
        mark_of_source=came_from[:1],
        browser=event["browser"],
        agent=" · ".join(filter(None, (event["browser"], event["system"]))),
        device=event["device"],
        icon=event["device"] if event["device"] in DEVICES else "desktop",
    )


def _title_of(visit: ToldVisit, event: Message) -> str:
    """An event tells no title: it happened on a page that has told it."""
    named = (p.title for p in reversed(visit.pages) if p.path == event["path"] and p.title)
    return next(named, "")


def _iso(at: int) -> str:
    when = datetime.fromtimestamp(at / 1000, UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{at % 1000:03}Z"


def _place(place: Message) -> str:
    """The nearest that is known."""
    at_home = {"this machine": _("this machine"), "local network": _("local network")}
    region, code = place.get("region", ""), place.get("country", "")
    nearest = place.get("city", "") or at_home.get(region, region)
    return nearest or (country(code) if code else "") or _("unknown place")


def _source(origin: Message) -> str:
    named = "" if origin["channel"] == "direct" else origin["source"]
    return named or _("Direct")


def _left(visit: ToldVisit) -> list[str]:
    if visit.is_away:
        return [_("in the background")]
    if not visit.is_gone:
        return []
    spent = visit.spent
    return [_("left after {time}").format(time=lasted(spent)) if spent else _("left")]


def lasted(milliseconds: int) -> str:
    """`38 s`, `2 min 10 s`, `1 h 4 min`, as the scripts write it; no line ends within."""
    seconds = max(1, (milliseconds + 500) // 1000)
    if seconds < 60:
        return f"{seconds}\u00a0s"
    if seconds < 3600:
        return _pair(seconds // 60, "min", seconds % 60, "s")
    return _pair(seconds // 3600, "h", seconds % 3600 // 60, "min")


def _pair(great: int, great_unit: str, small: int, small_unit: str) -> str:
    first = f"{great}\u00a0{great_unit}"
    return f"{first} {small}\u00a0{small_unit}" if small else first


def _happened(event: Message) -> Happened:
    name = _("test visit") if event.get("test") else event["name"]
    return Happened(event["name"], name, _properties(event.get("properties") or {}))


def _properties(properties: Message) -> str:
    if len(properties) == 1:
        ((name, value),) = properties.items()
        if name in ALONE and isinstance(value, str):
            return value
    return "  ".join(f"{name}={_said(value)}" for name, value in properties.items())


def _said(value: object) -> str:
    """As a script says it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return script_number(value)
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def script_number(value: float) -> str:
    """`3` of 3.0, `1e+21`, and digits that a browser's numbers have no room for as zeros."""
    if isinstance(value, int) and abs(value) < EXACT:
        return str(value)
    if not value:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return f"{Decimal(repr(float(value))).normalize():f}"
    return re.sub("e([+-])0", r"e\1", repr(float(value)))
