"""What visits opened next after a page, an event or their beginning, and what before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import COLUMNS, Column
from tracker.domain.reports.question import Question
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.selecting import holds
from tracker.storage.clickhouse.answering import asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports.steps import named_in
from tracker.storage.journeys.begun import around, begun
from tracker.storage.journeys.ways import LINES, column_of


async def ways(
    engine: ClickHouse,
    question: Question,
    begin: Condition | None,
    way: Sequence[str],
    back: bool,
) -> list[Column]:
    """The column behind each page of the way, and the first. `begin`: what is true of the row from
    which a visit is looked at, its first such one; None for its very beginning. `back`: what came
    before. A page that is opened again at once counts as once. Raises Refused, Away."""
    also = {"event:page", *named_in([begin] if begin else [])}
    asked, tables = await asked_of(engine, question, also=also)
    found = await read(engine, asked, tables, _counted(asked, way, _opened(asked, begin, back)))
    columns = range(1, min(len(way) + 1, COLUMNS) + 1)
    return [column_of([line for number, *line in found if number == n]) for n in columns]


def _opened(asked: Asked, begin: Condition | None, back: bool) -> str:
    """By visit the `pages` that it opened, as many as are looked at."""
    pages = "opened"
    if begin is not None:
        pages = f"arrayFilter(page -> (page.1, page.2) {'<' if back else '>'} began, opened)"
    pages = f"arrayReverse({pages})" if back else pages
    return (
        f"select visit, arraySlice(arrayCompact({pages}.3), 1, {COLUMNS}) as pages"
        f" from ({_in_a_row(asked, begin)})"
    )


def _in_a_row(asked: Asked, begin: Condition | None) -> str:
    """By visit what it `opened`, in order, and where it `began`: only of visits that have such a
    row."""
    rows = f"{asked.tables.rows(asked)} r where {around(asked)}"
    here = "true" if begin is None else holds(begin, asked, True)
    which = "" if begin is None else f" and visit in (select visit from {rows} and {here})"
    visits = f"select visit from {asked.tables.visits(asked)} where {begun(asked)}"
    return (
        "select visit, arraySort(groupArrayIf((ms, cursor, path), name = 'pageview')) as opened,"
        f" minIf((ms, cursor), {here}) as began from {rows} and visit in ({visits}){which}"
        " group by visit"
    )


def _counted(asked: Asked, way: Sequence[str], opened: str) -> str:
    """Of each column: its number, how many visits reach it, the most frequent pages with theirs."""
    reached = f"select pages, arrayJoin([{', '.join(_reached(asked, way))}]) as n from ({opened})"
    each = (
        "select n, if(n > length(pages), null, pages[n]) as page, count() as visits"
        f" from ({reached}) where n > 0 group by n, page"
    )
    return (
        f"select n, sum(visits) over (partition by n) as whole, page, visits from ({each})"
        f" order by n, visits desc, page nulls last limit {LINES} by n"
    )


def _reached(asked: Asked, way: Sequence[str]) -> Iterator[str]:
    """The numbers of the columns that a visit reaches, 0 for the others."""
    yield "1"
    gone: list[str] = []
    for n, page in enumerate(way[: COLUMNS - 1], 1):
        gone.append(f"pages[{n}] = {asked.value(page)}")
        yield f"if({' and '.join(gone)}, {n + 1}, 0)"
