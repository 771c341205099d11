"""A page of a site's visits wherever it is, funnels, journeys, and what is found before old visits
are erased."""

from __future__ import annotations

import asyncio
import statistics
import time
from zoneinfo import ZoneInfo

from bench.figures import Figure
from bench.report_periods import ZONE, months
from bench.report_questions import BLOG, GERMAN, GERMAN_BLOG, OF_SOURCE, PURCHASE
from bench.year_rows import NOW
from tracker.domain.days import day_start
from tracker.domain.reports.conditions import All, Condition, Term
from tracker.domain.reports.journeys import COLUMNS
from tracker.domain.reports.question import Question, Span
from tracker.domain.reports.visits import VisitPlace, VisitRow
from tracker.services.lists.listing import Place, newest
from tracker.storage.exports.newest_visits import newest_visits
from tracker.storage.exports.visited_rows import visited_rows
from tracker.storage.journeys.funnels import reached
from tracker.storage.journeys.ways import ways
from tracker.storage.reports.duck import Connection
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.sums.leaving import leaving

GOAL = 200  # ms, a page of visits
A_PAGE, LAST_ROWS = 51, 12
DAY = 86_400_000
VIEW = Term("event:name", "is", ("pageview",))
DOCS = Term("event:page", "begins", ("/docs/",))
FILTERS: dict[str, Condition | None] = {
    "all": None,
    "DE": GERMAN,
    "a source": OF_SOURCE,
    "DE and /blog/": GERMAN_BLOG,
}


def lists(duck: Connection, times: int) -> list[Figure]:
    """Of twelve months, the newest, those of half a year before, and the oldest."""
    span = months().span
    places = {
        "newest": None,
        "half a year back": Place((span.start + span.end) // 2, 0),
        "oldest": Place(span.start + DAY // 4, 0),
    }
    return [
        Figure(f"visits, {name}: {where}", _page_ms(duck, span, filters, place, times), "ms", GOAL)
        for name, filters in FILTERS.items()
        for where, place in places.items()
    ]


def _page_ms(
    duck: Connection, span: Span, filters: Condition | None, before: Place | None, times: int
) -> float:
    question = Question(site_id=1, zone=ZONE, span=span, metrics=("visits",), filters=filters)
    taken = []
    for _ in range(times + 1):
        began = time.perf_counter()
        found = asyncio.run(_page(duck, question, before))
        visited_rows(duck, 1, [each.visit for each in found], LAST_ROWS)
        taken.append(1_000 * (time.perf_counter() - began))
    return statistics.median(taken[1:])


async def _page(duck: Connection, question: Question, before: Place | None) -> list[VisitRow]:
    async def page(part: Question, place: Place, most: int) -> list[VisitRow]:
        return newest_visits(duck, part, VisitPlace(*place), most)

    return await newest(question, before, page, A_PAGE)


def funnels(duck: Connection, times: int) -> list[Figure]:
    """Of three steps over twelve months, told apart by source."""
    steps = (All((VIEW, BLOG)), All((VIEW, DOCS)), PURCHASE)
    by = {"metrics": ("visits",), "dimensions": ("visit:source",), "limit": 12}
    question = Question(site_id=1, zone=ZONE, span=months().span, **by)  # type: ignore[arg-type]
    taken = []
    for strict in [False] * times + [True] * times:
        began = time.perf_counter()
        reached(duck, question, steps, strict)
        taken.append(1_000 * (time.perf_counter() - began))
    return [
        Figure("a funnel of three steps, 12 months", statistics.median(taken[:times]), "ms", 1_500),
        Figure("the same, strictly in order", statistics.median(taken[times:]), "ms"),
    ]


def journeys(duck: Connection, times: int) -> list[Figure]:
    """Over twelve months: the next page alone, and after four that were clicked."""
    question = Question(site_id=1, zone=ZONE, span=months().span, metrics=("visits",))
    docs = All((VIEW, DOCS))
    return [
        Figure(f"journeys, {name}", _journey_ms(duck, question, begin, columns, times), "ms")
        for name, begin, columns in (
            ("from the beginning, the next page", None, 1),
            ("from a page, the next page", docs, 1),
            ("from the beginning, five pages", None, COLUMNS),
            ("from a page, five pages", docs, COLUMNS),
        )
    ]


def _journey_ms(
    duck: Connection, question: Question, begin: Condition | None, columns: int, times: int
) -> float:
    way: list[str] = []
    for _ in range(columns - 1):
        [*_, last] = ways(duck, question, begin, way, back=False)
        way += [line.page for line in last.lines if line.page is not None][:1]
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        ways(duck, question, begin, way, back=False)
        taken.append(1_000 * (time.perf_counter() - began))
    return statistics.median(taken)


def leave(file: ReportFile) -> list[Figure]:
    """What the sums lose with a day of the large site, and with a week."""
    first = day_start(months().span.start, ZoneInfo(ZONE))
    return [
        Figure(
            f"what sums lose with the oldest {days} days" if days > 1 else "the same, with one",
            _leaving_ms(file, first + days * DAY),
            "ms",
        )
        for days in (7, 1)
    ]


def _leaving_ms(file: ReportFile, before: int) -> float:
    began = time.perf_counter()
    leaving(file, 1, before, NOW)
    return 1_000 * (time.perf_counter() - began)
