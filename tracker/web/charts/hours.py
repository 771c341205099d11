"""The hours of the week, by the visitors who came in them."""

from __future__ import annotations

import math
from datetime import datetime
from typing import NamedTuple

from tracker.domain.reports.question import Answer, Question
from tracker.web.questions.scope import Got, Scope, count_of
from tracker.web.words.figures import exact, written
from tracker.web.words.i18n import _

STEPS = 5
MONDAY = 5  # of January 2026


class Cell(NamedTuple):
    """`step`: 0 for nobody, 1 to 5."""

    hour: int
    visitors: int
    step: int


class Hours(NamedTuple):
    """Seven days of 24 hours each, and the busiest hour in words."""

    days: list[tuple[str, list[Cell]]]
    busiest: str
    got: Got


def hours_question(scope: Scope) -> Question:
    """Visitors of each hour of each weekday."""
    return scope.question("visitors", dimensions=("time:weekday", "time:hour_of_day"))


def hours_of(got: Got) -> Hours:
    """Drawn from its answer."""
    rows = got.rows if isinstance(got, Answer) else []
    counts = {row.dimensions: count_of(row) for row in rows}
    greatest = max(counts.values(), default=0)
    days = [
        (weekday(day), [_cell(hour, counts.get((day, hour), 0), greatest) for hour in range(24)])
        for day in range(1, 8)
    ]
    return Hours(days, _busiest(counts, greatest), got)


def _cell(hour: int, count: int, greatest: int) -> Cell:
    return Cell(hour, count, math.ceil(STEPS * count / greatest) if count else 0)


def _busiest(counts: dict[tuple[str | int, ...], int], greatest: int) -> str:
    if not greatest:
        return ""
    day, hour = next(place for place, count in counts.items() if count == greatest)
    said = _("Busiest: %(day)s %(hour)s, %(count)s")
    return said % {"day": weekday(int(day)), "hour": f"{hour}:00", "count": exact(greatest)}


def weekday(day: int) -> str:
    """`Mon`; 1 is Monday."""
    return written(datetime(2026, 1, MONDAY + day - 1), "E")
