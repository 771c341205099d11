"""Whether two answers say the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isclose

from tests.reports.random_questions import COUNTS
from tracker.domain.reports.question import Question, Row, Value


def difference(found: Sequence[Row], expected: Sequence[Row], question: Question) -> str:
    """In words; "" where there is none. Rows that stand in the order of what was divided may change
    places where that is equal but for its last digit."""
    if not _is_exact(question):
        found, expected = (
            sorted(each, key=lambda row: row.dimensions) for each in (found, expected)
        )
    keys = [row.dimensions for row in found], [row.dimensions for row in expected]
    if keys[0] != keys[1]:
        return f"rows of {keys[0]}, not of {keys[1]}"
    for mine, right in zip(found, expected, strict=True):
        for name, value, wanted in zip(question.metrics, mine.metrics, right.metrics, strict=True):
            if not _is_like(value, wanted):
                return f"{name} of {mine.dimensions}: {value}, not {wanted}"
    return ""


def _is_exact(question: Question) -> bool:
    orders = question.order_by or [(question.metrics[0], True)]
    return all(by in COUNTS or by in question.dimensions for by, _ in orders)


def _is_like(value: Value, wanted: Value) -> bool:
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(
            abs(Decimal(value[each]) - wanted[each]) < Decimal("0.000001") for each in wanted
        )
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        return isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-9)
    return value is None and wanted is None
