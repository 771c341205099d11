"""Visits as lines of a list: when, from where, which way, how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.domain.hits import PAGEVIEW
from tracker.domain.reports.visits import VisitedRow, VisitRow
from tracker.web.words.figures import country
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import brief
from tracker.web.words.report_values import at_home, named
from tracker.web.words.site_times import SiteTimes

ON_THE_WAY = 4  # pages of a way that are named
BADGES = 2


class Line(NamedTuple):
    """`before`: pages that are not named on the way. `flag`: a country's code. `here`: it is on a
    page now."""

    visit: int
    at: int
    clock: str
    flag: str
    place: str
    title: str
    path: str
    before: int
    way: list[str]
    badges: list[str]
    source: str
    initial: str
    pages: int
    time: str
    here: bool


class Day(NamedTuple):
    """Lines that began on one day; `visits`: how many there are of it in all, if that is known."""

    name: str
    visits: int | None
    lines: list[Line]


def days_of(
    visits: Sequence[VisitRow],
    rows: dict[int, list[VisitedRow]],
    here: Collection[int],
    times: SiteTimes,
    counts: dict[int, int],
) -> list[Day]:
    """The lines by the day on which they began; `counts`: by when a day began, ms UTC."""
    found = []
    for start, of_day in groupby(visits, lambda each: times.day_start(each.start)):
        lines = [line_of(each, rows.get(each.visit, []), here, times) for each in of_day]
        found.append(Day(times.written(start, "yMMMEd"), counts.get(start), lines))
    return found


def line_of(
    visit: VisitRow, rows: Sequence[VisitedRow], here: Collection[int], times: SiteTimes
) -> Line:
    """`rows`: the last ones of the visit."""
    views = [row for row in rows if row.name == PAGEVIEW]
    [(path, title)] = [(row.path, row.title) for row in (views or rows)[-1:]] or [("", "")]
    before, way = way_of(views, visit.pageviews, bool(title))
    source = source_name(visit)
    return Line(
        visit=visit.visit,
        at=visit.start,
        clock=times.clock(visit.start)[:5],
        flag=visit.country if len(visit.country) == 2 else "",
        place=place_name(visit),
        title=title or path or "/",
        path=path,
        before=before,
        way=way,
        badges=_badges(rows),
        source=source,
        initial=source[:1].upper(),
        pages=visit.pageviews,
        time=brief(visit.duration // 1000) if visit.duration >= 1000 else "–",
        here=visit.visit in here,
    )


def way_of(views: Sequence[VisitedRow], pageviews: int, is_titled: bool) -> tuple[int, list[str]]:
    """The last pages, each once while it is not left for another, and how many came before. A way
    of one page is told by the title, where that is its path."""
    stays = [len(list(same)) for _path, same in groupby(views, lambda row: row.path)]
    paths = [path for path, _same in groupby(views, lambda row: row.path)]
    named = paths[-ON_THE_WAY:]
    before = max(0, pageviews - sum(stays[-ON_THE_WAY:]))
    return before, named if is_titled or before or len(named) > 1 else []


def _badges(rows: Iterable[VisitedRow]) -> list[str]:
    """The last events that are no pageviews, each name once."""
    names = [row.name for row in rows if row.name != PAGEVIEW]
    return list(dict.fromkeys(reversed(names)))[:BADGES]


def place_name(visit: VisitRow) -> str:
    """The nearest that is known."""
    region = at_home().get(visit.region, visit.region)
    named = visit.city or region or (country(visit.country) if visit.country else "")
    return named or _("unknown place")


def source_name(visit: VisitRow) -> str:
    """Where it came from, or that nothing says so."""
    return named("visit:source", visit.source)
