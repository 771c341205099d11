"""What is typed after `tracker stats`, as a query of the API's language."""

from __future__ import annotations

import re
from typing import Any

import click

from tracker.domain.reports.names import EVENT_DIMENSIONS, PROPERTY, TIMES, VISIT_DIMENSIONS

# The names without what stands before their colon; of a hostname the event's is meant.
NAMES = {name.partition(":")[2]: name for name in (*VISIT_DIMENSIONS, *EVENT_DIMENSIONS, *TIMES)}
NAMES |= {"event": "event:name", "hostname": "event:hostname"}
OPERATORS = (
    "is not",
    "is",
    "contains not",
    "contains",
    "begins not",
    "begins",
    "matches not",
    "matches",
)
FILTER = re.compile(rf"\s*(\S+)\s+({'|'.join(OPERATORS)})\s+(.+)")


def query_of(
    *, period: str, by: str, metrics: str, filters: tuple[str, ...], goal: str, limit: int
) -> dict[str, Any]:
    """What is wrong with it is said by whoever answers."""
    query: dict[str, Any] = {
        "metrics": _listed(metrics),
        "date_range": period.split("..") if ".." in period else period,
        "dimensions": [_dimension(each) for each in _listed(by)],
        "filters": [_filter(each) for each in filters],
        "pagination": {"limit": limit},
    }
    return query | ({"goal": goal} if goal else {})


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _dimension(name: str) -> str:
    if name.startswith("prop:"):
        return PROPERTY + name.removeprefix("prop:")
    return NAMES.get(name, name)


def _filter(text: str) -> list[Any]:
    """As the pages mean it: which visits, and "is not" is that they have no such row."""
    found = FILTER.fullmatch(text)
    if not found:
        raise click.BadParameter(
            f"{text!r} is none: write a dimension, an operator and a value, such as 'page begins "
            f"/blog/'. Operators: {', '.join(OPERATORS)}.",
            param_hint="--filter",
        )
    dimension, operator = _dimension(found[1]), found[2].removesuffix(" not")
    is_not = found[2] != operator
    if dimension.startswith("event:"):
        has = "has_not_done" if is_not else "has_done"
        return [has, [operator, dimension, [found[3]]]]
    return [f"{operator}_not" if is_not else operator, dimension, [found[3]]]
