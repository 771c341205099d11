"""Which rows are listed under a filter: those that reports count."""

from __future__ import annotations

from tracker.domain.reports.conditions import selects_rows
from tracker.storage.answers.selecting import holds, narrowed
from tracker.storage.numbered.asked_duck import AskedDuck


def counted_rows(asked: AskedDuck) -> str:
    """Of a row: those that `events` counts."""
    counted = None if selects_rows(asked.question.filters) else narrowed(asked)
    return f"{_holds(asked)} and {counted.either(asked)}" if counted else _holds(asked)


def _holds(asked: AskedDuck) -> str:
    return holds(asked.question.filters, asked, True)
