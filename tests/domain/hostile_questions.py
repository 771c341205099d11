"""What a stranger may put into each function of domain/reports, queries and periods. Whoever asks
has an account or a token; what they send is hostile all the same."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tests.domain.hostile_input import BODY, QUERY, Case
from tests.domain.queries.asked import ORDER, ms, site
from tracker.domain.periods import buckets, comparisons, dates, periods, steps
from tracker.domain.periods.dates import Dates
from tracker.domain.periods.periods import Period
from tracker.domain.queries import (
    answer_files,
    answers,
    date_ranges,
    named_values,
    query,
    query_filters,
    query_goals,
    query_parts,
    query_terms,
    segments,
    sent,
    time_labels,
)
from tracker.domain.queries.answers import Money, QueryAnswer, Wording
from tracker.domain.queries.query_filters import Known
from tracker.domain.queries.sent import Sent
from tracker.domain.reports import (
    conditions,
    funnels,
    goal_rules,
    goals,
    names,
    page_filters,
    typed_goals,
)
from tracker.domain.reports.conditions import All, Has, Not, Term
from tracker.domain.reports.page_filters import LONGEST, PageFilter
from tracker.domain.reports.question import Answer, Row, Span
from tracker.domain.reports.shared_links import SharedLink
from tracker.domain.reports.typed_goals import TypedGoal
from tracker.web.words.money import money

BERLIN = ZoneInfo("Europe/Berlin")
BOARD = SharedLink(
    id=1,
    site_id=1,
    name="Board",
    kind="secret",
    token="a-token",
    password=None,
    until=1,
    panels=(),
    shows_now=False,
    user_id=1,
    created_at=0,
)
STARS = "/*a*a/**a**a*a/**b"
RULES = [goal_rules.GoalRule("Read", kind, STARS, 5) for kind in typed_goals.KINDS]
AT = site()
YEARS = Span(0, ms("2060-01-01T00:00:00+01:00"))
A_YEAR = Span(ms("2026-01-01T00:00:00+01:00"), ms("2027-01-01T00:00:00+01:00"))
EVER = Period("custom", date(1970, 1, 2), date(2200, 12, 31))
SHORT = 300  # a dimension's name
MANY = 50  # conditions


def refused(call: Callable[[Any], object]) -> Callable[[Any], object]:
    """What is wrong is said."""

    def tried(given: Any) -> None:
        with suppress(ValueError):
            call(given)

    return tried


def tree(text: str) -> Has:
    term = Term("event:page", "matches", (text,))
    return Has(All((term, *(Not(term) for _ in range(MANY)))))


def bodies(text: str) -> Iterable[object]:
    """The text wherever a question has one."""
    asked = {"metrics": ["visitors"], "date_range": "day"}
    short = text[:SHORT]
    some = [text[n * 600 : n * 600 + 600] for n in range(50)]
    yield asked | {short: short}
    for field in ("metrics", "dimensions", "goal", "site_id", "date_range", "pagination"):
        yield asked | {field: text}
        yield asked | {field: [text]}
    yield asked | {"date_range": [short, short], "order_by": [[short, short]]}
    yield asked | {"filters": [["is", "event:page", some]]}
    yield asked | {"filters": [["matches", "visit:source", [text[:2_000]]] for _ in range(15)]}
    yield asked | {"filters": [["has_done", ["contains", f"event:props:{short}", some]]]}
    yield asked | {"filters": [[short, short, [short]]], "include": {short: True}}
    yield asked | {"filters": [["is", "event:goal", some]], "goal": short}
    yield asked | {"filters": [["is", "segment", some]]}


def nested(text: str) -> Iterable[object]:
    yield text
    deep: object = text
    for _ in range(200):
        deep = [deep]
    yield deep
    yield {text: text}
    yield [text] * 200


def one(call: Callable[[Sent], object]) -> Callable[[Any], object]:
    return refused(lambda value: call(Sent(value, "field")))


def many(call: Callable[[list[Sent]], object]) -> Callable[[Any], object]:
    return refused(lambda value: call([Sent("is"), Sent("event:page"), Sent(value)]))


def typed(text: str) -> Iterable[TypedGoal]:
    for kind in typed_goals.KINDS:
        yield TypedGoal(text, kind, f"/{text}", text, text, text, text)


def file_of(text: str) -> QueryAnswer:
    asked = query.read_query(
        Sent({"metrics": ["visitors"], "date_range": "day", "dimensions": ["event:page"]}), AT
    )
    rows = [Row((text[:LONGEST],), (1,)) for _ in range(10)]
    return answers.answer_body(asked, Answer(rows, 1), AT, Wording(money, str.upper))


def page_goal(text: str) -> goals.Goal:
    return goals.Goal(id=9, site_id=7, name="Read", kind="page", of=text)


def kept(text: str) -> list[PageFilter]:
    """What an address may hold of filters."""
    return [PageFilter(name, "is", (text, "/")) for name in ("page", "entry", "source", "event")]


def filters_typed(text: str) -> Iterable[str]:
    yield text
    yield json.dumps([["is", "event:page", [text[:2_000]]]])
    yield json.dumps([["contains", "visit:source", [text[:500]]]] * MANY)
    yield "[" * 5_000 + text


def as_bytes(text: str) -> Iterable[bytes]:
    yield text.encode("utf-8", "replace")
    yield json.dumps({"filters": [text]}).encode()
    yield b"[" * BODY


def halves(all_: list[Sent]) -> tuple[Sent, list[Sent]]:
    return all_[0], all_[1:]


GOALS = AT.known.goals
CASES = {
    "reports.conditions.terms_in": Case(LONGEST, lambda t: list(conditions.terms_in(tree(t)))),
    "reports.conditions.selects_rows": Case(LONGEST, lambda t: conditions.selects_rows(tree(t))),
    "reports.conditions.has_done": Case(LONGEST, lambda t: conditions.has_done(tree(t))),
    "reports.conditions.concerns_custom_events": Case(
        LONGEST, lambda t: conditions.concerns_custom_events(tree(t))
    ),
    "reports.goals.Goal.has_revenue": Case(0, lambda _: ORDER.has_revenue),
    "reports.funnels.read_step": Case(QUERY, lambda t: funnels.read_step(f"page:{t}")),
    "reports.funnels.Step.text": Case(LONGEST, lambda t: funnels.Step("event", t).text),
    "reports.funnels.taken": Case(
        LONGEST, lambda t: funnels.taken(funnels.Step("page", t), [ORDER])
    ),
    "reports.shared_links.SharedLink.is_readable": Case(0, lambda _: BOARD.is_readable),
    "reports.shared_links.SharedLink.is_over": Case(0, lambda _: BOARD.is_over(1)),
    "reports.goal_rules.reaches": Case(0, lambda _: goal_rules.reaches(RULES[0], 1, 60)),
    "reports.goal_rules.rule_of": Case(LONGEST, lambda t: goal_rules.rule_of(page_goal(t))),
    "reports.goal_rules.reached_by_event": Case(
        LONGEST, lambda t: list(goal_rules.reached_by_event(RULES, "pageview", t))
    ),
    "reports.goal_rules.reached_by_reading": Case(
        LONGEST, lambda t: list(goal_rules.reached_by_reading(RULES, t, 10_000, 50))
    ),
    "reports.goals.on_page": Case(LONGEST, goals.on_page),
    "reports.goals.condition_of": Case(LONGEST, lambda t: goals.condition_of(page_goal(t))),
    "reports.goals.regex_of": Case(LONGEST, goals.regex_of),
    "reports.names.is_dimension": Case(BODY, names.is_dimension),
    "reports.names.is_property": Case(BODY, names.is_property),
    "reports.page_filters.PageFilter.holding": Case(
        LONGEST, lambda t: PageFilter("page", "is", ("/",)).holding(t, t)
    ),
    "reports.page_filters.PageFilter.word": Case(
        LONGEST, lambda t: PageFilter("page", "is", (t,)).word
    ),
    "reports.page_filters.PageFilter.text": Case(
        LONGEST, lambda t: PageFilter("page", "is", (t, t)).text
    ),
    "reports.page_filters.PageFilter.concerns_visits": Case(
        LONGEST, lambda t: PageFilter("page", "is", (t,)).concerns_visits
    ),
    "reports.page_filters.page_filter": Case(
        QUERY, lambda t: [page_filters.page_filter(word, t) for word in ("page", "prop", t)]
    ),
    "reports.page_filters.with_filter": Case(
        QUERY, lambda t: page_filters.with_filter(kept(t), PageFilter("page", "is", (t,)))
    ),
    "reports.page_filters.selected_by": Case(
        QUERY, lambda t: page_filters.selected_by(kept(t), GOALS, {})
    ),
    "reports.page_filters.as_query": Case(QUERY, lambda t: page_filters.as_query(kept(t))),
    "reports.typed_goals.read_goal": Case(
        BODY // 8, refused(lambda each: typed_goals.read_goal(each, 1, {"EUR"})), typed
    ),
    "reports.typed_goals.wrong_page": Case(BODY, typed_goals.wrong_page),
    "queries.answer_files.csv_of": Case(LONGEST, lambda t: answer_files.csv_of(file_of(t))),
    "queries.answer_files.written": Case(
        LONGEST, lambda t: answer_files.written([Money(1.0, t, t, t)])
    ),
    "queries.answers.answer_body": Case(LONGEST, file_of),
    "queries.answers.rounded": Case(0, lambda _: answers.rounded(1e300, 2)),
    "queries.date_ranges.read_date_range": Case(
        BODY, one(lambda value: date_ranges.read_date_range(value, AT.calendar)), nested
    ),
    "queries.named_values.nothing": Case(SHORT, named_values.nothing),
    "queries.named_values.named": Case(
        LONGEST, lambda t: [named_values.named(each, t) for each in ("visit:country", t)]
    ),
    "queries.query.named_site": Case(
        BODY, refused(lambda body: query.named_site(Sent(body))), bodies
    ),
    "queries.query.read_query": Case(
        BODY, refused(lambda body: query.read_query(Sent(body), AT)), bodies
    ),
    "queries.query_filters.read_filters": Case(
        BODY, one(lambda value: query_filters.read_filters(value, Known(GOALS))), nested
    ),
    "queries.query_filters.read_beside_goals": Case(
        BODY, one(lambda value: query_filters.read_beside_goals(value, Known(GOALS))), nested
    ),
    "queries.query_filters.all_of": Case(LONGEST, lambda t: query_filters.all_of([tree(t)] * MANY)),
    "queries.query_goals.read_goal": Case(
        BODY, one(lambda value: query_goals.read_goal(value, GOALS, None)), nested
    ),
    "queries.query_goals.check_metrics": Case(
        0, refused(lambda _: query_goals.check_metrics(("total_revenue",), None, is_named=False))
    ),
    "queries.query_parts.read_metrics": Case(
        BODY, one(lambda value: query_parts.read_metrics(value, ())), nested
    ),
    "queries.query_parts.read_dimensions": Case(BODY, one(query_parts.read_dimensions), nested),
    "queries.query_parts.read_order": Case(
        BODY, one(lambda value: query_parts.read_order(value, {"visitors": "visitors"})), nested
    ),
    "queries.query_parts.read_include": Case(BODY, one(query_parts.read_include), nested),
    "queries.query_parts.read_pagination": Case(BODY, one(query_parts.read_pagination), nested),
    "queries.query_terms.compared_with": Case(
        BODY,
        many(lambda all_: query_terms.compared_with("event:page", "is", all_[0], all_[1:])),
        nested,
    ),
    "queries.query_terms.by_name": Case(
        BODY, many(lambda all_: query_terms.by_name({"DE": "Germany"}, "is", *halves(all_))), nested
    ),
    "queries.query_terms.filtered_by": Case(
        SHORT, one(lambda value: query_terms.filtered_by(value, in_event=True))
    ),
    "queries.query_terms.measured": Case(
        BODY, many(lambda all_: query_terms.measured("event:scroll_depth", all_)), nested
    ),
    "queries.query_terms.just": Case(
        BODY, many(lambda all_: query_terms.just(all_[2], all_, 1)), nested
    ),
    "queries.segments.kept_filters": Case(
        BODY, refused(lambda given: segments.kept_filters(given, GOALS)), filters_typed
    ),
    "queries.sent.Sent.wrong": Case(BODY, one(lambda value: value.wrong("is wrong.")), nested),
    "queries.sent.Sent.fields": Case(BODY, one(lambda value: value.fields(("a",))), nested),
    "queries.sent.Sent.items": Case(BODY, one(lambda value: value.items(0, 9)), nested),
    "queries.sent.Sent.text": Case(BODY, one(lambda value: value.text(SHORT)), nested),
    "queries.sent.Sent.choice": Case(BODY, one(lambda value: value.choice(names.METRICS)), nested),
    "queries.sent.Sent.number": Case(BODY, one(lambda value: value.number(0, 9)), nested),
    "queries.sent.Sent.flag": Case(BODY, one(lambda value: value.flag()), nested),
    "queries.sent.read_json": Case(BODY, refused(sent.read_json), as_bytes),
    "queries.sent.is_number": Case(BODY, sent.is_number, nested),
    "queries.sent.is_sound": Case(BODY, sent.is_sound),
    "queries.sent.kind_of": Case(BODY, sent.kind_of, nested),
    "queries.sent.shown": Case(BODY, sent.shown, nested),
    "queries.sent.short": Case(BODY, sent.short),
    "queries.sent.one_of": Case(SHORT, lambda t: sent.one_of([t] * 50)),
    "queries.time_labels.time_label": Case(
        0, lambda _: time_labels.time_label(0, "time:hour", A_YEAR, BERLIN)
    ),
    "queries.time_labels.iso": Case(0, lambda _: time_labels.iso(0, BERLIN)),
    "periods.buckets.unit_for": Case(0, lambda _: buckets.unit_for(YEARS, BERLIN)),
    "periods.buckets.units_for": Case(0, lambda _: buckets.units_for(YEARS, BERLIN)),
    "periods.buckets.buckets": Case(0, lambda _: buckets.buckets(A_YEAR, "day", BERLIN)),
    "periods.buckets.bucket_begins": Case(0, lambda _: buckets.bucket_begins(0, "month", BERLIN)),
    "periods.comparisons.compared": Case(
        0, lambda _: comparisons.compared(EVER, AT.calendar, "year")
    ),
    "periods.comparisons.so_far": Case(0, lambda _: comparisons.so_far(A_YEAR, YEARS, AT.calendar)),
    "periods.dates.Dates.days": Case(0, lambda _: Dates(date.min, date.max).days),
    "periods.dates.is_on_the_calendar": Case(
        0, lambda _: dates.is_on_the_calendar(Dates(date.min, date.max))
    ),
    "periods.dates.month_before": Case(0, lambda _: dates.month_before(date(2026, 1, 31), 99)),
    "periods.dates.whole_months": Case(0, lambda _: dates.whole_months(date(2026, 1, 1), 99)),
    "periods.dates.months_in": Case(
        0, lambda _: dates.months_in(Dates(date(1970, 1, 1), date(2200, 12, 31)))
    ),
    "periods.dates.same_day": Case(0, lambda _: dates.same_day(date(2024, 2, 29), -12)),
    "periods.dates.hour_begins": Case(0, lambda _: dates.hour_begins(0, BERLIN)),
    "periods.dates.offset": Case(0, lambda _: dates.offset(0, BERLIN)),
    "periods.periods.Calendar.today": Case(0, lambda _: AT.calendar.today),
    "periods.periods.read_period": Case(
        QUERY, lambda t: [periods.read_period(word, t, t) for word in ("custom", t)]
    ),
    "periods.periods.span_of": Case(0, lambda _: periods.span_of(EVER, AT.calendar)),
    "periods.periods.whole_days": Case(
        0, lambda _: periods.whole_days(Dates(EVER.first, EVER.last), BERLIN)
    ),
    "periods.periods.dates_of": Case(0, lambda _: periods.dates_of(EVER, AT.calendar)),
    "periods.periods.dates_in": Case(0, lambda _: periods.dates_in(YEARS, BERLIN)),
    "periods.steps.earlier": Case(0, lambda _: steps.earlier(EVER, AT.calendar)),
    "periods.steps.later": Case(0, lambda _: steps.later(EVER, AT.calendar)),
}
