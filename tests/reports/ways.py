"""Which pages visits opened next, plainly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.reports.selecting import holds
from tests.reports.visits import Visit
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import COLUMNS, Column, Line
from tracker.storage.journeys.ways import LINES


def ways(
    visits: Sequence[Visit], begin: Condition | None, way: Sequence[str], back: bool
) -> list[Column]:
    """Of these visits."""
    opened = [pages for each in visits if (pages := _opened(each, begin, back)) is not None]
    columns = range(min(len(way) + 1, COLUMNS))
    return [_column([each for each in opened if each[:n] == list(way[:n])], n) for n in columns]


def _opened(visit: Visit, begin: Condition | None, back: bool) -> list[str] | None:
    """None where it has no such row."""
    facts, since = visit.facts, 0
    if begin is not None:
        found = [n for n, fact in enumerate(facts) if holds(begin, visit, fact)]
        if not found:
            return None
        since = found[0] if back else found[0] + 1
        facts = facts[:since] if back else facts[since:]
    pages = [fact.event.page.path for fact in facts if fact.is_pageview]
    pages = pages[::-1] if back else pages
    return [page for n, page in enumerate(pages) if n == 0 or page != pages[n - 1]]


def _column(opened: Sequence[list[str]], n: int) -> Column:
    counted = Counter(each[n] if len(each) > n else None for each in opened)
    lines = [Line(page, visits) for page, visits in counted.items()]
    lines.sort(key=lambda line: (-line.visits, line.page is None, line.page or ""))
    return Column(lines[:LINES], len(opened))
