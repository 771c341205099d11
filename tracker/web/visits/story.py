"""One visit told whole: its head, and what happened in time."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from tracker.domain.hits import PAGEVIEW
from tracker.domain.reports.visits import ToldVisit, VisitedRow, VisitRow
from tracker.web.visits.facts import Fact, facts_of
from tracker.web.visits.lines import source_name
from tracker.web.words.i18n import _, ngettext
from tracker.web.words.report_figures import brief
from tracker.web.words.site_times import SiteTimes

LONE = {"url", "path", "text", "action"}  # properties that say themselves what they are
LOCAL = ("localhost", "127.", "[")


class Happening(NamedTuple):
    """A pageview, or what happened there. `link`: the page's address, "" for none."""

    at: int
    clock: str
    is_page: bool
    name: str
    link: str
    address: str
    said: str


class Story(NamedTuple):
    """`began`: the day in words; `nth`: which of the visitor's visits of that day it is, and
    `others` the rest of them, by number and time."""

    visit: VisitRow
    began: str
    clock: str
    head: str
    happenings: list[Happening]
    left_out: int
    facts: list[Fact]
    others: list[tuple[int, str]]


def story_of(told: ToldVisit, times: SiteTimes) -> Story:
    visit, rows = told.visit, told.rows
    others = [each for each in told.of_visitor if each.visit != visit.visit]
    return Story(
        visit=visit,
        began=times.date(visit.start),
        clock=times.clock(visit.start),
        head=_head(told),
        happenings=[_happening(row, visit, times) for row in rows],
        left_out=max(0, visit.events - len(rows)),
        facts=[fact for fact in facts_of(visit) if fact.value],
        others=[(each.visit, times.clock(each.start)[:5]) for each in others],
    )


def _head(told: ToldVisit) -> str:
    visit = told.visit
    numbers = [each.visit for each in told.of_visitor]
    nth = numbers.index(visit.visit) + 1 if visit.visit in numbers else 1
    parts = [
        ngettext("%(n)d page", "%(n)d pages", visit.pageviews) % {"n": visit.pageviews},
        brief(visit.duration // 1000) if visit.duration >= 1000 else "",
        _("from %(source)s") % {"source": source_name(visit)},
        _("visit no. %(n)d of this day") % {"n": nth} if nth > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _happening(row: VisitedRow, visit: VisitRow, times: SiteTimes) -> Happening:
    host, is_page = row.host or visit.hostname, row.name == PAGEVIEW
    scheme = "http" if host.startswith(LOCAL) else "https"
    return Happening(
        at=row.at,
        clock=times.clock(row.at),
        is_page=is_page,
        name=(row.title or row.path or "/") if is_page else row.name,
        link=f"{scheme}://{host}{row.path}" if is_page and host else "",
        address=f"{host}{row.path}",
        said=_spent(row) if is_page else properties_said(row.properties),
    )


def _spent(row: VisitedRow) -> str:
    if row.engaged < 1000:
        return ""
    time = brief(row.engaged // 1000)
    if not row.depth:
        return time
    return _("%(time)s · read to %(depth)d %%") % {"time": time, "depth": row.depth}


def properties_said(text: str) -> str:
    """An event's properties, JSON as they are stored, in one line."""
    try:
        pairs = msgspec.json.decode(text or "{}", type=dict[str, object])
    except (msgspec.DecodeError, UnicodeError):
        return text
    if len(pairs) == 1 and (lone := next(iter(pairs))) in LONE:
        return _plain(pairs[lone])
    return "  ".join(f"{name}={_plain(value)}" for name, value in pairs.items())


def _plain(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
