"""A day's sums against a fresh count of its rows."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins
from tracker.domain.reports.names import EVENT_METRICS, VISIT_METRICS
from tracker.domain.reports.question import Question, Row, Span
from tracker.storage.clickhouse.answering import answer
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.reports.rolling import OF_EVENTS, OF_VISITS
from tracker.storage.sums.comparing import Difference

FIRST = date(1970, 1, 1)
OF_A_VISIT = tuple(sorted(VISIT_METRICS | {"pageviews"}))
OF_A_PAGE = ("visitors", "visits", "pageviews", "scroll_depth", "time_on_page")
METRICS = {
    "": tuple(sorted(VISIT_METRICS | EVENT_METRICS)),
    "time:hour": ("visitors", "visits", "pageviews"),
    **dict.fromkeys(OF_VISITS, OF_A_VISIT),
    **dict.fromkeys(OF_EVENTS, ("visitors", "visits")),
    "event:page": OF_A_PAGE,
    "event:title": OF_A_PAGE,
    "event:name": ("visitors", "visits", "custom_events"),
}


async def differences(engine: ClickHouse, site: int, zone: str, day: int) -> list[Difference]:
    """All there are. Raises Refused, Away."""
    clock = ZoneInfo(zone)
    since, until = (day_begins(FIRST + timedelta(days=each), clock) for each in (day, day + 1))
    found: list[Difference] = []
    for dimension, metrics in METRICS.items():
        question = Question(
            site_id=site,
            zone=zone,
            span=Span(since, until),
            metrics=metrics,
            dimensions=(dimension,) if dimension else (),
        )
        stands, counted = await answer(engine, question), await answer(engine, question, anew=True)
        found += _between(site, day, question, stands.rows, counted.rows)
    return found


def _between(
    site: int, day: int, question: Question, stands: list[Row], counted: list[Row]
) -> list[Difference]:
    here, there = ({row.dimensions: row.metrics for row in each} for each in (stands, counted))
    return [
        Difference(site, day, _called(question, key), "figures", here.get(key), there.get(key))
        for key in sorted(here.keys() | there.keys())
        if here.get(key) != there.get(key)
    ]


def _called(question: Question, key: tuple[str | int, ...]) -> str:
    named = zip(question.dimensions, key, strict=True)
    return ", ".join(f"{each} “{value}”" for each, value in named) or "the day's sums"
