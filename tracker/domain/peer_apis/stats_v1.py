"""A request of Plausible's Stats API v1 as a question in the query language, which is their v2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from tracker.domain.peer_apis.rates import RATES
from tracker.domain.peer_apis.stats_filters import stats_filters
from tracker.domain.peer_apis.stats_periods import MONTHS, period_dates
from tracker.domain.periods.dates import Dates
from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.query_parts import FARTHEST, MOST_ROWS
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.names import (
    EVENT_DIMENSIONS,
    VISIT_DIMENSIONS,
    is_property,
)

Call = Literal["aggregate", "timeseries", "breakdown"]
# What a row without anything says.
NOTHING: dict[str, float | None] = {
    "visitors": 0,
    "visits": 0,
    "pageviews": 0,
    "views_per_visit": 0.0,
    "bounce_rate": None,
    "visit_duration": None,
    "events": 0,
    "conversion_rate": 0.0,
    "time_on_page": None,
}
METRICS = tuple(NOTHING)
INTERVALS = {"date": "day", "day": "day", "week": "week", "month": "month", "hour": "hour"}
PROPERTIES = (*sorted(VISIT_DIMENSIONS), *sorted(EVENT_DIMENSIONS), "event:props:…")
MOST_METRICS = 1_000  # characters
MOST_LISTED = 1_000
USUAL_LIMIT = 100


class Stats(NamedTuple):
    """`body`: the question, but for the days. `dates`: of these."""

    metrics: list[str]
    body: dict[str, Any]
    dates: Dates

    def on(self, dates: Dates) -> dict[str, Any]:
        """All of the question, about those days."""
        return self.body | {"date_range": [each.isoformat() for each in dates]}


def read_stats(call: Call, asked: Mapping[str, str], calendar: Calendar) -> Stats:
    """What is asked. Raises BadQuery, which names the parameter."""
    dates = period_dates(asked, calendar)
    metrics, filters = _metrics(asked), stats_filters(asked.get("filters", ""))
    body: dict[str, Any] = {"metrics": metrics, "filters": filters}
    if call == "breakdown":
        body |= {"dimensions": [_property(asked)], "pagination": _page(asked)}
    if call == "timeseries":
        body |= {"dimensions": [f"time:{_interval(asked)}"], "include": {"time_labels": True}}
        body |= {"pagination": {"limit": MOST_ROWS}}
    _check_metrics(call, metrics, f"{filters} {body.get('dimensions')}")
    return Stats(metrics, body, dates)


def is_compared(asked: Mapping[str, str]) -> bool:
    """Whether the days before are asked for, too."""
    return "compare" in asked and bool(
        Sent(asked["compare"], "compare").choice(("previous_period",))
    )


def _metrics(asked: Mapping[str, str]) -> list[str]:
    said = Sent(asked.get("metrics", "visitors"), "metrics").text(MOST_METRICS)
    named = [each.strip() for each in said.split(",")]
    return list(dict.fromkeys(Sent(each, "metrics").choice(METRICS) for each in named))


def _check_metrics(call: Call, metrics: list[str], about: str) -> None:
    """What they need, and where they are not known."""
    sent = Sent(None, "metrics")
    if call == "breakdown" and "views_per_visit" in metrics:
        sent.wrong("has views_per_visit, which is not known of a breakdown.")
    if call == "timeseries" and "time_on_page" in metrics:
        sent.wrong("has time_on_page, which is not known of a timeseries.")
    if "time_on_page" in metrics and "event:page" not in about:
        sent.wrong("has time_on_page, which needs event:page as filter or property.")
    if RATES[0] in metrics and "event:goal" not in about:
        sent.wrong("has conversion_rate, which needs event:goal as filter or property.")


def _property(asked: Mapping[str, str]) -> str:
    name = asked.get("property")
    sent = Sent(name, "property")
    if name is None:
        sent.wrong("is missing.")
    if is_property(name):
        return sent.text(300)
    return sent.choice(PROPERTIES)


def _page(asked: Mapping[str, str]) -> dict[str, int]:
    limit = _number(asked, "limit", USUAL_LIMIT, MOST_LISTED)
    return {"limit": limit, "offset": (_number(asked, "page", 1, FARTHEST // limit) - 1) * limit}


def _number(asked: Mapping[str, str], name: str, usual: int, most: int) -> int:
    said = asked.get(name, str(usual))
    plain = said.isascii() and said.isdecimal() and len(said) < 10
    return Sent(int(said) if plain else said, name).number(1, most)


def _interval(asked: Mapping[str, str]) -> str:
    """Hours of a day, months of several, else days."""
    if "interval" in asked:
        return INTERVALS[Sent(asked["interval"], "interval").choice(INTERVALS)]
    period = asked.get("period", "")
    if period == "day":
        return "hour"
    return "month" if period == "year" or MONTHS.get(period, 1) > 1 else "day"
