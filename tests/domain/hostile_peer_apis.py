"""What may come into functions of domain/peer_apis: from whoever has a token."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from tests.domain.hostile_input import BODY, QUERY, Case
from tests.domain.queries.asked import site
from tests.making import event
from tracker.domain.peer_apis import (
    goat_asked,
    goat_counts,
    goat_csv,
    goat_lists,
    goat_stats,
    rates,
    stats_answers,
    stats_filters,
    stats_periods,
    stats_v1,
)
from tracker.domain.periods.dates import Dates
from tracker.domain.queries.answers import Asked, Meta, QueryAnswer, Result
from tracker.domain.reports.question import Answer, Row, Span

CALENDAR = site().calendar
ALL = list(stats_v1.METRICS)
SPAN = Span(0, 86_400_000)
DAYS = Dates(date(2026, 11, 1), date(2026, 11, 7))


def refused(call: Callable[[str], object]) -> Callable[[str], None]:
    def tried(given: str) -> None:
        with suppress(ValueError):
            call(given)

    return tried


def asked(given: str) -> None:
    for name in ("period", "date", "metrics", "filters", "property", "limit", "page"):
        words = {"property": "event:page", "period": "day", name: given}
        with suppress(ValueError):
            stats_v1.read_stats("breakdown", words, CALENDAR)
    with suppress(ValueError):
        stats_v1.read_stats("timeseries", {"interval": given}, CALENDAR)


def dates(given: str) -> None:
    for words in ({"period": given}, {"date": given}, {"period": "custom", "date": given}):
        with suppress(ValueError):
            stats_periods.period_dates(words, CALENDAR)


def answer(given: str) -> QueryAnswer:
    rows = [Result(list(range(len(ALL))), [given])] * 50
    question = Asked("a", tuple(ALL), ("", ""), [], (), [], {}, {})
    return QueryAnswer(rows, Meta(time_labels=[given] * 50), question)


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


def goats(given: str) -> None:
    for name in ("start", "end"):
        with suppress(ValueError):
            goat_asked.read_span({name: given}, CALENDAR)
    for name in ("include_paths", "exclude_paths", "path_by_name"):
        with suppress(ValueError):
            goat_asked.read_paths({name: given})


def counted(given: str) -> goat_counts.Counted:
    some = tuple(goat_counts.Path(given, kind) for kind in (False, True))
    return goat_counts.Counted(1, "UTC", SPAN, some, some, goat_counts.either("visit:os", (given,)))


def answers(given: str) -> dict[bool, Answer]:
    rows = [Row((given, f"{number}{given}"), (number,)) for number in range(20)]
    return {kind: Answer(rows, 0) for kind in (False, True)}


def lists(given: str) -> None:
    for page in goat_lists.LISTS:
        goat_lists.lines_of(page, {given: 1, "": 1}, str)


def lined(given: str) -> bytes:
    happened = event(1, name=given, path=given)
    happened.title, happened.referrer, happened.cursor = given[:200], given, 1
    return goat_csv.Lines(0).of([happened] * 10)


CASES = {
    "peer_apis.goat_asked.days_of": Case(0, lambda _: goat_asked.days_of(SPAN, CALENDAR)),
    "peer_apis.goat_asked.read_flag": Case(
        QUERY, refused(lambda t: goat_asked.read_flag({"daily": t}, "daily"))
    ),
    "peer_apis.goat_asked.read_number": Case(
        QUERY, refused(lambda t: goat_asked.read_number({"limit": t}, "limit", 1, 9))
    ),
    "peer_apis.goat_asked.read_paths": Case(QUERY, goats),
    "peer_apis.goat_asked.read_span": Case(QUERY, goats),
    "peer_apis.goat_counts.counts": Case(QUERY, lambda t: goat_counts.counts(answers(t))),
    "peer_apis.goat_counts.either": Case(QUERY, lambda t: goat_counts.either(t, (t,))),
    "peer_apis.goat_counts.questions": Case(QUERY, lambda t: goat_counts.questions(counted(t))),
    "peer_apis.goat_counts.titles_of": Case(QUERY, lambda t: goat_counts.titles_of(counted(t))),
    "peer_apis.goat_csv.Lines.of": Case(QUERY, lined),
    "peer_apis.goat_csv.header": Case(0, lambda _: goat_csv.header()),
    "peer_apis.goat_lists.details_of": Case(
        QUERY, lambda t: goat_lists.details_of("sizes", {t: 1})
    ),
    "peer_apis.goat_lists.lines_of": Case(QUERY, lists),
    "peer_apis.goat_lists.refs_of": Case(QUERY, lambda t: goat_lists.refs_of({t: 1})),
    "peer_apis.goat_lists.scheme_of": Case(QUERY, goat_lists.scheme_of),
    "peer_apis.goat_lists.within": Case(
        QUERY, lambda t: [goat_lists.within(page, t) for page in goat_lists.LISTS]
    ),
    "peer_apis.goat_stats.highest": Case(
        0, lambda _: goat_stats.highest([{"daily": 1, "hourly": [1]}])
    ),
    "peer_apis.goat_stats.stats_of": Case(
        0, lambda _: goat_stats.stats_of([(0, 1)], [DAYS.first], CALENDAR.zone)
    ),
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
