"""The panels of the overview: each one list of values, every one of which is a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.reports.page_filters import PageFilter, page_filter, with_filter
from tracker.domain.reports.question import Answer, Question, Row
from tracker.web.questions.asked import Asked
from tracker.web.questions.scope import Awaited, Got, Scope, count_of
from tracker.web.questions.tabs import TABS, Tab
from tracker.web.words.figures import exact, number
from tracker.web.words.report_figures import percent, written
from tracker.web.words.report_values import named

SHOWN = {"places": 8, "events": 9, "devices": 8}
USUALLY_SHOWN = 9
ON_THE_MAP = 300


class Line(NamedTuple):
    """One value; `key` names it on the page. `share` and `bar` in percent: of all visitors, and of
    the longest bar; `query`: the address of the page with it as a filter; `is_on`: it is one
    already. `opens`: the address where it is broken down by its properties, or no longer;
    None where it cannot be."""

    key: str
    label: str
    visitors: str
    exact: str
    share: str
    bar: float
    query: str
    is_on: bool
    flag: str = ""
    initial: str = ""
    opens: str | None = None


class Panel(NamedTuple):
    """`got`: why there are no lines, where there are none."""

    name: str
    tab: Tab
    tabs: Sequence[tuple[Tab, str]]
    lines: list[Line]
    total: int
    got: Got
    map: dict[str, int]
    has_rates: bool

    @property
    def is_awaited(self) -> bool:
        """Its lines are not there yet."""
        return isinstance(self.got, Awaited)


def open_tab(name: str, asked: Asked) -> Tab:
    """The one of the group that the address names; else its first."""
    group = asked.offer.groups[name]
    chosen = [TABS[tab] for tab in asked.tabs if TABS[tab] in group]
    return chosen[-1] if chosen else group[0]


def panel_question(name: str, scope: Scope) -> Question:
    """What the open tab of a group shows."""
    tab = open_tab(name, scope.asked)
    limit = ON_THE_MAP if tab.name == "countries" else SHOWN.get(name, USUALLY_SHOWN)
    metrics = ("visitors", "conversion_rate") if shows_rates(tab, scope) else ("visitors",)
    return scope.question(
        *metrics, only=tab.only, dimensions=(tab.dimension,), limit=limit, total_rows=True
    )


def shows_rates(tab: Tab, scope: Scope) -> bool:
    """How many of a value's visitors reach the chosen goal, instead of its share."""
    return scope.goal is not None and not tab.event and tab.name != "goals"


def panel_of(name: str, scope: Scope, got: Got, visitors: int) -> Panel:
    """Drawn from its answer; `visitors`: all of them, of whom the shares are."""
    tab = open_tab(name, scope.asked)
    rows = got.rows if isinstance(got, Answer) else []
    asked, group = scope.asked, scope.asked.offer.groups[name]
    lines = lines_of(tab, rows[: SHOWN.get(name, USUALLY_SHOWN)], asked, visitors)
    opens = tab.name == "events" and "breakdown" in asked.offer.parts
    return Panel(
        name=name,
        tab=tab,
        tabs=[(each, tab_query(each, asked)) for each in group if not each.deep],
        lines=[opening(line, asked) for line in lines] if opens else lines,
        total=(got.total_rows or len(rows)) if isinstance(got, Answer) else 0,
        got=got,
        map=_on_the_map(rows) if tab.name == "countries" else {},
        has_rates=shows_rates(tab, scope),
    )


def opening(line: Line, asked: Asked) -> Line:
    """An event's, which can be opened and closed; not where it is filtered by, which opens it."""
    if line.is_on:
        return line
    opened = "" if line.label == asked.opened else line.label
    return line._replace(opens=asked.but(opened=opened, by_property="").query)


def tab_query(tab: Tab, asked: Asked) -> str:
    """The address with that tab open instead of its neighbour."""
    group = next(tabs for tabs in asked.offer.groups.values() if tab in tabs)
    others = tuple(name for name in asked.tabs if TABS[name] not in group)
    chosen = (tab.name,) if tab is not group[0] else ()
    return asked.but(tabs=(*others, *chosen)).query


class Whole(NamedTuple):
    """What shares and bars are of: all visitors, and those of the longest bar."""

    visitors: int
    greatest: int


def lines_of(tab: Tab, rows: Sequence[Row], asked: Asked, visitors: int) -> list[Line]:
    """Rows whose first metric is the visitors."""
    counts = [count_of(row) for row in rows]
    whole = Whole(visitors, max(counts, default=0))
    lines = [
        line_of(tab, str(row.dimensions[0]), count, asked, whole)
        for row, count in zip(rows, counts, strict=True)
    ]
    return [_with_rate(line, row) for line, row in zip(lines, rows, strict=True)]


def _with_rate(line: Line, row: Row) -> Line:
    """Of the chosen goal, where that was asked for."""
    return line._replace(share=written("percent", row.metrics[1])) if row.metrics[1:] else line


def line_of(tab: Tab, value: str, count: int, asked: Asked, whole: Whole) -> Line:
    """One value of the tab with the visitors who have it."""
    label = named(tab.dimension, value)
    filters = clicked(tab, value, asked)
    return Line(
        key=f"{tab.filter}:{value}",
        label=label,
        visitors=number(count),
        exact=exact(count),
        share=percent(100 * count / whole.visitors) if whole.visitors else "–",
        bar=round(100 * count / max(1, whole.greatest), 1),
        query=asked.but(filters=filters).query,
        is_on=filters == asked.filters,
        flag=value if tab.name == "countries" and len(value) == 2 else "",
        initial=label[:1].upper() if tab.name == "sources" else "",
    )


def clicked(tab: Tab, value: str, asked: Asked, mark: str = "") -> tuple[PageFilter, ...]:
    """The filters with this value, too; with its `mark` "_not" without it. Where there is but one
    value of each, it takes the place of the other."""
    filters = asked.filters
    if asked.offer.one_value:
        filters = tuple(each for each in filters if each.name != tab.filter)
    if tab.event and not mark:
        filters = with_filter(filters, PageFilter("event", "is", (tab.event,)))
    head, _, key = tab.filter.partition(".")
    more = page_filter(head + mark + (f".{key}" if key else ""), "")
    assert more
    return with_filter(filters, PageFilter(more.name, more.compares, (value,), more.key))


def _on_the_map(rows: Sequence[Row]) -> dict[str, int]:
    return {str(row.dimensions[0]): count_of(row) for row in rows if row.dimensions[0]}
