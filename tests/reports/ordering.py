"""The order of an answer's rows."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.reports.question import Order, Question, Row, Value


def in_order(rows: Sequence[Row], question: Question) -> list[Row]:
    """As asked for; what is equal by the dimensions. What cannot be said comes last."""
    found = sorted(rows, key=lambda row: row.dimensions)
    for by, descending in reversed(question.order_by or _usual(question)):
        found.sort(key=lambda row: _weight(_told(row, by, question), descending))
    return found


def _usual(question: Question) -> tuple[Order, ...]:
    times = [each for each in question.dimensions if each.startswith("time:")]
    return (Order(times[0], False),) if times else (Order(question.metrics[0], True),)


def _told(row: Row, by: str, question: Question) -> str | Value:
    if by in question.dimensions:
        return row.dimensions[question.dimensions.index(by)]
    return row.metrics[question.metrics.index(by)]


def _weight(value: str | Value, descending: bool) -> tuple[bool, object]:
    if isinstance(value, dict):
        value = float(sum(value.values()))
    if isinstance(value, str):
        return False, [-ord(each) for each in value] + [1] if descending else value
    return value is None, (-value if descending else value) if value is not None else 0
