"""What may come into functions of domain/peer_apis: from whoever has a token."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from tests.domain.hostile_input import BODY, QUERY, Case
from tests.domain.queries.asked import site
from tracker.domain.peer_apis import rates, stats_answers, stats_filters, stats_periods, stats_v1
from tracker.domain.periods.dates import Dates
from tracker.domain.queries.answers import Asked, Meta, QueryAnswer, Result

CALENDAR = site().calendar
ALL = list(stats_v1.METRICS)
DAYS = Dates(date(2026, 11, 1), date(2026, 11, 7))


def refused(call: Callable[[str], object]) -> Callable[[str], None]:
    def tried(given: str) -> None:
        with suppress(ValueError):
            call(given)

    return tried


def asked(given: str) -> None:
    for name in ("period", "date", "metrics", "filters", "property", "limit", "page", "interval"):
        for call in ("aggregate", "timeseries", "breakdown"):
            words = {"property": "event:page", "period": "day", name: given}
            with suppress(ValueError):
                stats_v1.read_stats(call, words, CALENDAR)


def dates(given: str) -> None:
    for words in ({"period": given}, {"date": given}, {"period": "custom", "date": given}):
        with suppress(ValueError):
            stats_periods.period_dates(words, CALENDAR)


def answer(given: str) -> QueryAnswer:
    rows = [Result(list(range(len(ALL))), [given])] * 500
    question = Asked("a", tuple(ALL), ("", ""), [], (), [], {}, {})
    return QueryAnswer(rows, Meta(time_labels=[given] * 500), question)


def rated(given: str) -> None:
    found, other = answer(given), answer(given)
    found.results = [Result(list(each.metrics), each.dimensions) for each in found.results]
    rates.with_rate(["conversion_rate", *ALL], found, other)


def parted(given: str) -> None:
    with suppress(ValueError, RecursionError):
        body = json.loads(given)
        if isinstance(body, dict):
            rates.without_rate(body)
    by_goal = ["is", "event:goal", [given]]
    rates.without_rate({"metrics": ["conversion_rate"], "filters": [by_goal] * 50})


CASES = {
    "peer_apis.rates.with_rate": Case(QUERY, rated),
    "peer_apis.rates.without_rate": Case(BODY, parted),
    "peer_apis.stats_answers.aggregate": Case(
        0, lambda t: stats_answers.aggregate(ALL, answer(t), answer(t))
    ),
    "peer_apis.stats_answers.breakdown": Case(
        QUERY, lambda t: stats_answers.breakdown(ALL, f"event:props:{t}", answer(t))
    ),
    "peer_apis.stats_answers.change": Case(
        0, lambda _: stats_answers.change("bounce_rate", 3, None)
    ),
    "peer_apis.stats_answers.timeseries": Case(
        QUERY, lambda t: stats_answers.timeseries(ALL, answer(t))
    ),
    "peer_apis.stats_filters.stats_filters": Case(QUERY, refused(stats_filters.stats_filters)),
    "peer_apis.stats_periods.days_before": Case(0, lambda _: stats_periods.days_before(DAYS)),
    "peer_apis.stats_periods.period_dates": Case(QUERY, dates),
    "peer_apis.stats_v1.Stats.on": Case(
        QUERY, lambda t: stats_v1.Stats(ALL, {"filters": [t]}, DAYS).on(DAYS)
    ),
    "peer_apis.stats_v1.is_compared": Case(
        QUERY, refused(lambda t: stats_v1.is_compared({"compare": t}))
    ),
    "peer_apis.stats_v1.read_stats": Case(QUERY, asked),
}
