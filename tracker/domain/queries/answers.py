"""An answer as programs get it: Plausible's form, and what is ours in its `meta`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from math import floor
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.queries.named_values import named
from tracker.domain.queries.query import UNITS, Query, Site
from tracker.domain.queries.time_labels import iso, time_label
from tracker.domain.reports.names import OWN_TIMES
from tracker.domain.reports.question import Answer, Question, Row, Value

DECIMALS = {
    "bounce_rate": 0,
    "visit_duration": 0,
    "scroll_depth": 0,
    "time_on_page": 0,
    "engaged_time": 0,
    "conversion_rate": 1,
    "percentage": 1,
    "views_per_visit": 2,
}
SEVERAL = "There are several currencies: the value is a list, one entry of each."


class Money(msgspec.Struct, frozen=True):
    """An amount, as a number and as English readers write it."""

    value: float
    currency: str
    short: str
    long: str


class Result(msgspec.Struct, frozen=True):
    """A row: figures and dimensions in the order in which they were asked for."""

    metrics: list[int | float | Money | list[Money] | None]
    dimensions: list[str | int]


class Warned(msgspec.Struct, frozen=True):
    """What to know about a metric."""

    code: str
    warning: str


class Meta(msgspec.Struct, omit_defaults=True):
    """What was asked for with `include`, and what is to be known about the figures."""

    imports_included: bool | None = None
    imports_skip_reason: str | None = None
    time_labels: list[str] | None = None
    total_rows: int | None = None
    metric_warnings: dict[str, Warned] | None = None
    counted: float | None = None
    counted_until: str | None = None


class Asked(msgspec.Struct, omit_defaults=True):
    """What was asked, with what was left to us."""

    site_id: str
    metrics: tuple[str, ...]
    date_range: tuple[str, str]
    filters: list[Any]
    dimensions: tuple[str, ...]
    order_by: list[tuple[str, str]]
    include: dict[str, bool]
    pagination: dict[str, int]
    goal: str | None = None


class QueryAnswer(msgspec.Struct):
    """The rows that were asked for."""

    results: list[Result]
    meta: Meta
    query: Asked


class Wording(NamedTuple):
    """How an amount of a currency and a country's code are written."""

    money: Callable[[Decimal, str], Money]
    country: Callable[[str], str]


def answer_body(query: Query, answer: Answer, site: Site, wording: Wording) -> QueryAnswer:
    """All of it, ready for JSON."""
    results = [_result(query, row, wording) for row in answer.rows]
    return QueryAnswer(results, _meta(query, answer), _asked(query, site))


def _result(query: Query, row: Row, wording: Wording) -> Result:
    question = query.question
    dimensions = zip(query.dimensions, question.dimensions, row.dimensions, strict=True)
    return Result(
        [
            _metric(name, value, wording)
            for name, value in zip(question.metrics, row.metrics, strict=True)
        ],
        [
            wording.country(str(value))
            if asked == "visit:country_name" and value
            else _dimension(name, value, question)
            for asked, name, value in dimensions
        ],
    )


def _metric(name: str, value: Value, wording: Wording) -> int | float | Money | list[Money] | None:
    if isinstance(value, dict):
        sums = [wording.money(amount, currency) for currency, amount in sorted(value.items())]
        return sums if len(sums) > 1 else next(iter(sums), None)
    if value is None or name not in DECIMALS:
        return value
    return rounded(value, DECIMALS[name])


def rounded(value: float, decimals: int) -> int | float:
    """Halves upwards, as people do."""
    scale = 10.0**decimals
    scaled = floor(value * scale + 0.5)
    return scaled / scale if decimals else scaled


def _dimension(name: str, value: str | int, question: Question) -> str | int:
    if name in UNITS:
        return time_label(int(value), name, question.span, ZoneInfo(question.zone))
    return value if name in OWN_TIMES else named(name, str(value))


def _meta(query: Query, answer: Answer) -> Meta:
    question, include = query.question, query.include
    zone, meta = ZoneInfo(question.zone), Meta()
    if include.imports:
        meta.imports_included, meta.imports_skip_reason = False, "no_imported_data"
    if include.time_labels:
        name = next(each for each in question.dimensions if each in UNITS)
        meta.time_labels = [time_label(at, name, question.span, zone) for at in query.labels]
    if include.total_rows:
        meta.total_rows = answer.total_rows
    if warned := sorted(_of_several(question, answer)):
        meta.metric_warnings = dict.fromkeys(warned, Warned("several_currencies", SEVERAL))
    if answer.known < 1:
        meta.counted = answer.known
    if answer.stands_at is not None:
        meta.counted_until = iso(answer.stands_at, zone)
    return meta


def _of_several(question: Question, answer: Answer) -> set[str]:
    return {
        name
        for row in answer.rows
        for name, value in zip(question.metrics, row.metrics, strict=True)
        if isinstance(value, dict) and len(value) > 1
    }


def _asked(query: Query, site: Site) -> Asked:
    question, zone = query.question, site.calendar.zone
    span = question.span
    return Asked(
        site_id=site.name,
        metrics=query.metrics,
        date_range=(iso(span.start, zone), iso(span.end - 1000, zone)),
        filters=query.filters,
        dimensions=query.dimensions,
        order_by=list(_order(query)),
        include={name: True for name, flag in query.include._asdict().items() if flag},
        pagination={"limit": question.limit, "offset": question.offset},
        goal=question.goal.name if question.goal else None,
    )


def _order(query: Query) -> Iterator[tuple[str, str]]:
    question = query.question
    asked = question.metrics + question.dimensions
    names = dict(zip(asked, query.metrics + query.dimensions, strict=True))
    for order in question.order_by:
        yield names[order.by], "desc" if order.descending else "asc"
    if not question.order_by:
        time = next((each for each in question.dimensions if each in UNITS), None)
        yield (names[time], "asc") if time else (query.metrics[0], "desc")
