"""An answer as programs get it: Plausible's form, and what is ours in its `meta`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from math import floor
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.reports.named_values import named
from tracker.domain.reports.names import OWN_TIMES
from tracker.domain.reports.query import UNITS, Query, Site
from tracker.domain.reports.question import Answer, Question, Row, Span, Value

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


class Wording(NamedTuple):
    """How an amount of a currency and a country's code are written."""

    money: Callable[[Decimal, str], dict[str, object]]
    country: Callable[[str], str]


def answer_body(query: Query, answer: Answer, site: Site, wording: Wording) -> dict[str, object]:
    """All of it, ready for JSON."""
    return {
        "results": [_result(query, row, wording) for row in answer.rows],
        "meta": dict(_meta(query, answer)),
        "query": _query(query, site),
    }


def _result(query: Query, row: Row, wording: Wording) -> dict[str, object]:
    question = query.question
    metrics = zip(question.metrics, row.metrics, strict=True)
    dimensions = zip(query.dimensions, question.dimensions, row.dimensions, strict=True)
    return {
        "metrics": [_metric(name, value, wording) for name, value in metrics],
        "dimensions": [
            wording.country(str(value))
            if asked == "visit:country_name" and value
            else _dimension(name, value, question)
            for asked, name, value in dimensions
        ],
    }


def _metric(name: str, value: Value, wording: Wording) -> object:
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


def time_label(at: int, name: str, span: Span, zone: ZoneInfo) -> str:
    """A bucket by the clocks there: `2026-11-02`, of an hour `2026-11-02 10:00:00`. The hour that
    clocks going back show again has its offset behind it. A week that began before the span is
    named by the span's first day."""
    local = datetime.fromtimestamp(max(at, span.start) / 1000, UTC).astimezone(zone)
    if name == "time:hour":
        return local.isoformat(" ", "seconds")[: None if local.fold else len("2026-11-02 10:00:00")]
    return f"{local:%Y-%m-01}" if name == "time:month" else f"{local:%Y-%m-%d}"


def _meta(query: Query, answer: Answer) -> Iterator[tuple[str, object]]:
    question = query.question
    if query.include.imports:
        yield "imports_included", False
        yield "imports_skip_reason", "no_imported_data"
    if query.include.time_labels:
        name = next(each for each in question.dimensions if each in UNITS)
        zone = ZoneInfo(question.zone)
        yield "time_labels", [time_label(at, name, question.span, zone) for at in query.labels]
    if query.include.total_rows:
        yield "total_rows", answer.total_rows
    if warned := sorted(_of_several(question, answer)):
        said = {"code": "several_currencies", "warning": SEVERAL}
        yield "metric_warnings", dict.fromkeys(warned, said)
    if answer.known < 1:
        yield "counted", answer.known
    if answer.stands_at is not None:
        yield "counted_until", _iso(answer.stands_at, ZoneInfo(question.zone))


def _of_several(question: Question, answer: Answer) -> set[str]:
    return {
        name
        for row in answer.rows
        for name, value in zip(question.metrics, row.metrics, strict=True)
        if isinstance(value, dict) and len(value) > 1
    }


def _query(query: Query, site: Site) -> dict[str, object]:
    """What was asked, with what was left to us."""
    question, zone = query.question, site.calendar.zone
    said: dict[str, object] = {
        "site_id": site.name,
        "metrics": query.metrics,
        "date_range": [_iso(question.span.start, zone), _iso(question.span.end - 1000, zone)],
        "filters": query.filters,
        "dimensions": query.dimensions,
        "order_by": list(_order(query)),
        "include": {name: True for name, flag in query.include._asdict().items() if flag},
        "pagination": {"limit": question.limit, "offset": question.offset},
    }
    return said | ({"goal": question.goal.name} if question.goal else {})


def _order(query: Query) -> Iterator[tuple[str, str]]:
    question = query.question
    asked = question.metrics + question.dimensions
    names = dict(zip(asked, query.metrics + query.dimensions, strict=True))
    for order in question.order_by:
        yield names[order.by], "desc" if order.descending else "asc"
    if not question.order_by:
        time = next((each for each in question.dimensions if each in UNITS), None)
        yield (names[time], "asc") if time else (query.metrics[0], "desc")


def _iso(at: int, zone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    return local.isoformat(timespec="seconds")
