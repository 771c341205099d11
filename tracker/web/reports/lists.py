"""All values of one tab: searched, put in order by any column, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from aiohttp import web

from tracker.domain.reports.goals import Goal
from tracker.domain.reports.question import Answer, Order, Question, Row
from tracker.web.pages.lists import number_in
from tracker.web.questions.asked import Asked
from tracker.web.questions.reading import Wrong, known
from tracker.web.questions.scope import Got, Scope, count_of
from tracker.web.questions.tabs import GROUPS, TABS, Tab
from tracker.web.reports.answers import answers
from tracker.web.reports.panels import Line, Whole, clicked, line_of
from tracker.web.words.figures import exact
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import METRIC_KINDS, in_full
from tracker.web.words.report_values import named

OWN_WORDS = ("q", "sort", "order", "after")
A_PAGE = 50
MOST_SEARCHED = 20_000  # values
LONGEST_SEARCH = 200  # characters
ORDERS = ("asc", "desc")
NAME = "name"  # the column of the values themselves


class Sought(NamedTuple):
    """`sort`: a metric of the tab, or "name"."""

    text: str
    sort: str
    descending: bool
    after: int


class ListLine(NamedTuple):
    """A value with all its figures; `without`: the address with the filter "is not"."""

    line: Line
    cells: list[str]
    without: str


class Listed(NamedTuple):
    """A page of them, of `total`; `got`: why there is nothing, where that is so."""

    tab: Tab
    columns: Sequence[str]
    lines: list[ListLine]
    sought: Sought
    total: int
    got: Got

    def query(self, asked: Asked, **changes: object) -> str:
        """The address of another page or order of the list."""
        said = {
            "q": self.sought.text,
            "sort": self.sought.sort,
            "order": "desc" if self.sought.descending else "asc",
            "after": self.sought.after,
        } | changes
        own = urlencode({name: str(value) for name, value in said.items() if value})
        return "&".join(filter(None, (asked.query, own)))

    @property
    def stretch(self) -> str:
        """`1–50 of 214`."""
        first = self.sought.after + 1
        last = self.sought.after + len(self.lines)
        said = _("%(first)s–%(last)s of %(total)s")
        return said % {"first": exact(first), "last": exact(last), "total": exact(self.total)}


def columns_of(tab: Tab, scope: Scope) -> tuple[str, ...]:
    """The metrics of a tab, visitors first."""
    if tab.name == "goals":
        return ("visitors", "conversions", "conversion_rate", *_revenue(scope.goals))
    if tab.name == "events" or tab.event:
        usual: tuple[str, ...] = ("visitors", "visits", "events")
    elif tab.concerns_events:
        usual = ("visitors", "visits", "pageviews", "bounce_rate", "engaged_time", "scroll_depth")
    else:
        usual = ("visitors", "visits", "pageviews", "bounce_rate", "visit_duration")
    if scope.goal is None:
        return usual
    return (*usual, "conversions", "conversion_rate", *_revenue([scope.goal]))


def _revenue(goals: Iterable[Goal]) -> tuple[str, ...]:
    return ("total_revenue",) if any(goal.has_revenue for goal in goals) else ()


def read_sought(request: web.Request, columns: Sequence[str]) -> Sought:
    """What the address says of the list; 400 for a column or an order that there is not."""
    query = request.query
    try:
        sort = known("sort", query.get("sort", columns[0]), (NAME, *columns))
        order = known("order", query.get("order", "asc" if sort == NAME else "desc"), ORDERS)
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None
    text = query.get("q", "").strip()[:LONGEST_SEARCH]
    return Sought(text, sort, order == "desc", number_in(request, "after"))


async def listed(request: web.Request, scope: Scope, tab: Tab, sought: Sought) -> Listed:
    """The page of the list that is asked for."""
    columns = columns_of(tab, scope)
    questions = {"rows": list_question(scope, tab, sought), "all": scope.question("visitors")}
    got = await answers(request, questions)
    rows, total = _page(got["rows"], tab, sought)
    visitors = count_of(got["all"].rows[0]) if isinstance(got["all"], Answer) else 0
    whole = Whole(visitors, max((count_of(row) for row in rows), default=0))
    lines = [_line(row, tab, scope, whole) for row in rows]
    return Listed(tab, columns, lines, sought, total, got["rows"])


def list_question(scope: Scope, tab: Tab, sought: Sought) -> Question:
    """Names are searched for as people read them, so that the engine answers all of them."""
    first, limit = (0, MOST_SEARCHED) if sought.text else (sought.after, A_PAGE)
    by = tab.dimension if sought.sort == NAME else sought.sort
    return scope.question(
        *columns_of(tab, scope),
        only=tab.only,
        dimensions=(tab.dimension,),
        order_by=(Order(by, sought.descending),),
        limit=limit,
        offset=first,
        total_rows=True,
    )


def _page(got: Got, tab: Tab, sought: Sought) -> tuple[list[Row], int]:
    if not isinstance(got, Answer):
        return [], 0
    if not sought.text:
        return got.rows, got.total_rows or len(got.rows)
    found = rows_named(got.rows, tab, sought.text)
    return found[sought.after : sought.after + A_PAGE], len(found)


def rows_named(rows: Sequence[Row], tab: Tab, text: str) -> list[Row]:
    """Those whose name holds the text, small letters or large."""
    small = text.lower()
    return [row for row in rows if small in named(tab.dimension, str(row.dimensions[0])).lower()]


def _line(row: Row, tab: Tab, scope: Scope, whole: Whole) -> ListLine:
    value = str(row.dimensions[0])
    line = line_of(tab, value, count_of(row), scope.asked, whole)
    kinds = [METRIC_KINDS[name] for name in columns_of(tab, scope)]
    cells = [in_full(kind, each) for kind, each in zip(kinds, row.metrics, strict=True)]
    return ListLine(line, cells, without_query(tab, value, scope))


def tabs_beside(tab: Tab) -> Sequence[Tab]:
    """Those of its group, the deep ones, too."""
    return next(tabs for tabs in GROUPS.values() if tab in tabs)


def tab_in(request: web.Request) -> Tab:
    """The one in the path."""
    return TABS[request.match_info["tab"]]


def without_query(tab: Tab, value: str, scope: Scope) -> str:
    """The overview of the visits that have not that value."""
    return scope.asked.but(filters=clicked(tab, value, scope.asked, "_not")).query
