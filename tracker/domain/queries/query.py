"""The query language: the grammar of Plausible's Stats API v2, and what is ours in it.

docs/reports.md says it to those who write queries."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracker.domain.periods.buckets import Unit, buckets, unit_for
from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.date_ranges import read_date_range
from tracker.domain.queries.query_filters import Known, read_beside_goals, read_filters
from tracker.domain.queries.query_goals import check_metrics, read_goal
from tracker.domain.queries.query_parts import (
    DIMENSION_ALIASES,
    METRIC_ALIASES,
    Include,
    read_dimensions,
    read_include,
    read_metrics,
    read_order,
    read_pagination,
)
from tracker.domain.queries.sent import Sent, is_number, shown
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.question import Question, Span

FIELDS = (
    "site_id",
    "metrics",
    "date_range",
    "dimensions",
    "filters",
    "order_by",
    "include",
    "pagination",
    "goal",
)
MOST_LABELS = 4_000
LONGEST_NAME = 500  # characters, of a site
UNITS: dict[str, Unit] = {
    "time:hour": "hour",
    "time:day": "day",
    "time:week": "week",
    "time:month": "month",
}
LENGTHS: dict[Unit, int] = {  # ms, none is much shorter
    "hour": 3_600_000,
    "day": 86_400_000,
    "week": 7 * 86_400_000,
    "month": 28 * 86_400_000,
}


class Site(NamedTuple):
    """The site that is asked about, and what its queries may name. `first_at`: when its first event
    was, ms UTC; None where there is none."""

    id: int
    name: str
    calendar: Calendar
    known: Known = Known()
    first_at: int | None = None


class Query(NamedTuple):
    """A question, and what its answer repeats of how it was asked: `metrics` and `dimensions` by
    the names that were sent, as many as in the question. `labels`: when the time's buckets begin,
    where that was asked."""

    question: Question
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]
    filters: list[Any]
    include: Include
    labels: list[int]


def named_site(sent: Sent) -> str:
    """Which site the query is about, where nothing else says it: its number or its name. Raises
    BadQuery."""
    fields = sent.fields(FIELDS)
    asked = fields.get("site_id") or Sent(None, "site_id").wrong("is missing.")
    return str(asked.value) if is_number(asked.value) else asked.text(LONGEST_NAME)


def read_query(sent: Sent, site: Site) -> Query:
    """What a program asks. Raises BadQuery."""
    fields = _fields(sent, site)
    span = read_date_range(fields["date_range"], site.calendar)
    dimensions = read_dimensions(fields["dimensions"])
    metrics = read_metrics(fields["metrics"], dimensions)
    include = read_include(fields["include"])
    names = {each: _engines(each, span, site.calendar) for each in metrics + dimensions}
    limit, offset = read_pagination(fields["pagination"])
    grouped = tuple(names[each] for each in dimensions)
    filters, goals, goal = _filters(fields, site.known, metrics, dimensions)
    question = Question(
        site_id=site.id,
        zone=site.calendar.zone.key,
        span=span,
        metrics=tuple(names[each] for each in metrics),
        dimensions=grouped,
        filters=filters,
        goals=goals,
        goal=goal,
        order_by=read_order(fields["order_by"], names),
        limit=limit,
        offset=offset,
        total_rows=include.total_rows,
    )
    labels = _labels(question, site.calendar) if include.time_labels else []
    return Query(question, metrics, dimensions, fields["filters"].value, include, labels)


def _fields(sent: Sent, site: Site) -> dict[str, Sent]:
    """All of them; what need not be sent is empty."""
    fields = sent.fields(FIELDS)
    for needed in ("metrics", "date_range"):
        if needed not in fields:
            Sent(None, needed).wrong("is missing.")
    if (asked := fields.get("site_id")) and str(asked.value) not in {str(site.id), site.name}:
        asked.wrong(f"is {shown(asked.value)}, but the address asks about {site.id}, {site.name}.")
    empty: dict[str, object] = {
        "dimensions": [],
        "filters": [],
        "order_by": [],
        "include": {},
        "pagination": {},
    }
    return {name: Sent(value, name) for name, value in empty.items()} | fields


def _filters(
    fields: dict[str, Sent], known: Known, metrics: tuple[str, ...], dimensions: tuple[str, ...]
) -> tuple[Condition | None, tuple[Goal, ...], Goal | None]:
    """What is filtered by, the goals that are listed, and the one that is chosen."""
    if "event:goal" in dimensions:
        filters, goals = read_beside_goals(fields["filters"], known)
        goal, _ = read_goal(fields.get("goal"), known.goals, None)
        return filters, goals, goal
    filters = read_filters(fields["filters"], known)
    goal, is_named = read_goal(fields.get("goal"), known.goals, filters)
    check_metrics(metrics, goal, is_named=is_named)
    return filters, (), goal


def _engines(name: str, span: Span, calendar: Calendar) -> str:
    """What the engine calls it."""
    if name == "time":
        return f"time:{unit_for(span, calendar.zone)}"
    return METRIC_ALIASES.get(name) or DIMENSION_ALIASES.get(name, name)


def _labels(question: Question, calendar: Calendar) -> list[int]:
    sent, span = Sent(True, "include.time_labels"), question.span
    unit = next((UNITS[each] for each in question.dimensions if each in UNITS), None)
    if unit is None:
        sent.wrong(f"needs one of the dimensions time, {', '.join(UNITS)}.")
    if (span.end - span.start) // LENGTHS[unit] > MOST_LABELS:
        sent.wrong(f"would be more than {MOST_LABELS}; ask for fewer days, or longer stretches.")
    return buckets(span, unit, calendar.zone)
