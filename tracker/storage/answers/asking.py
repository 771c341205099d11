"""A question's answer from an engine's tables: one statement, and what its rows say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from tracker.domain.reports.goals import Goal
from tracker.domain.reports.question import Order, Question, Row, Value
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.grouped import GOAL
from tracker.storage.answers.labels import label_of
from tracker.storage.answers.metrics import MADE_OF, REVENUE, counted_for
from tracker.storage.answers.parts import CONVERSIONS, Parts
from tracker.storage.answers.sums import counts_kept, summed
from tracker.storage.answers.times import bucket_start


def has_answer(question: Question) -> bool:
    """Whether there is anything to be asked of an engine: not of the goals of a site without."""
    return GOAL not in question.dimensions or bool(question.goals)


def statement(asked: Asked) -> str:
    """Whose rows `rows_of` reads."""
    question = asked.question
    asked.with_kept = counts_kept(asked, counted_for(question.metrics))
    labels = [label_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    columns = [f"{label.text} as d{place}" for place, label in enumerate(labels)]
    columns += [f"{MADE_OF[each][0]} as m{place}" for place, each in enumerate(question.metrics)]
    columns += ["revenue", "conversions", "count(*) over ()"]
    limit = f"limit {int(question.limit)} offset {int(question.offset)}"
    return (
        f"select {', '.join(columns)} from ({_with_wholes(asked)}) g"
        f"{''.join(label.join for label in labels)} order by {_order(question)} {limit}"
    )


def groups(asked: Asked) -> str:
    """A row for each of the answer, beyond its limit, too."""
    return f"select 1 from ({_groups(asked, asked.question.dimensions)}) g"


def rows_of(asked: Asked, found: Sequence[Sequence[Any]]) -> list[Row]:
    """The answer's; the last figure of each is how many there are in all."""
    return [_row(asked, row) for row in found]


def _with_wholes(asked: Asked) -> str:
    """Groups beside that of which they are a share: `reached` by their goal, `total` in all."""
    dimensions = asked.question.dimensions
    counted = _groups(asked, dimensions)
    total, reached = "0", "visitors"
    if "percentage" in asked.question.metrics:
        total = f"(select visitors from ({_groups(asked, (), {'visitors'})}) t)"
    if GOAL not in dimensions or "conversion_rate" not in asked.question.metrics:
        return f"select *, {total} as total, {reached} as reached from ({counted}) g"
    others = tuple(each for each in dimensions if each != GOAL)
    same = [f"g.k{p} is not distinct from r.k{p}" for p, e in enumerate(dimensions) if e != GOAL]
    return (
        f"select g.*, {total} as total, r.visitors as reached from ({counted}) g"
        f" left join ({_groups(asked, others, {'visitors'})}) r"
        f" on {' and '.join(same) or 'true'}"
    )


def _groups(asked: Asked, dimensions: tuple[str, ...], wanted: set[str] | None = None) -> str:
    """What is counted, by the dimensions' keys."""
    counting = counted_for(asked.question.metrics) if wanted is None else wanted
    counting = counting | SHOWN if asked.with_kept else counting
    parts = Parts(asked, dimensions, counting, counting)
    keys = [
        f"k{place}" for place, each in enumerate(asked.question.dimensions) if each in dimensions
    ]
    sums = [
        f"coalesce(sum({each}), 0) as {each}" if each in counting else f"0 as {each}"
        for each in COUNTED
    ]
    source = " union all ".join(_sources(asked, dimensions, counting, parts))
    there = f"max(there) = 1{IF_SHOWN if asked.with_kept else ''}"
    by = f" group by {', '.join(keys)} having {there}" if keys else ""
    return f"select {', '.join([*keys, *sums])} from ({source}) s{by}"


def _sources(
    asked: Asked, dimensions: tuple[str, ...], counting: set[str], parts: Parts
) -> Iterator[str]:
    """From sums of days as far as there are any, else from rows. Conversions have no sums."""
    others = counting - CONVERSIONS
    if not (sums := summed(asked, dimensions, others, counting)):
        yield from parts.all()
        return
    yield sums
    if asked.stale:
        yield from Parts(asked.of_stale_days(), dimensions, others, counting).all()
    if counting != others:
        yield from parts.conversions()


# Sums that the log has may say of a group that it has gone to another one.
SHOWN = {"visitors", "visits"}
IF_SHOWN = " and (sum(visitors) != 0 or sum(visits) != 0)"
COUNTED = (
    *("visitors", "visits", "bounces", "duration", "pageviews", "others", "engaged", "depth"),
    *("told", "conversions", "converters", "revenue"),
)


def _order(question: Question) -> str:
    """What cannot be said comes last; what is equal by the dimensions."""
    orders = question.order_by or _usual(question)
    found = [_by(each, question) for each in orders]
    return ", ".join([*found, *(f"d{place}" for place in range(len(question.dimensions))), "1"])


def _usual(question: Question) -> tuple[Order, ...]:
    times = [each for each in question.dimensions if each.startswith("time:")]
    return (Order(times[0], False),) if times else (Order(question.metrics[0], True),)


def _by(order: Order, question: Question) -> str:
    way = "desc" if order.descending else "asc"
    if order.by in question.dimensions:
        return f"d{question.dimensions.index(order.by)} {way} nulls last"
    column = f"m{question.metrics.index(order.by)}"
    return f"{f'coalesce({column}, 0)' if order.by in REVENUE else column} {way} nulls last"


def _row(asked: Asked, found: Sequence[Any]) -> Row:
    question = asked.question
    many = len(question.dimensions)
    named = zip(question.dimensions, found[:many], strict=True)
    key = tuple(
        bucket_start(each, value, asked.zone) if each.startswith("time:") else value or ""
        for each, value in named
    )
    goal = _goal_of(question, key)
    worth = _worth(goal, found[-3], found[-2])
    metrics = zip(question.metrics, found[many:-3], strict=True)
    return Row(key, tuple(_value(each, value, worth, found[-2]) for each, value in metrics))


def _goal_of(question: Question, key: tuple[str | int, ...]) -> Goal | None:
    if GOAL not in question.dimensions:
        return question.goal
    name = key[question.dimensions.index(GOAL)]
    return next(goal for goal in question.goals if goal.name == name)


def _worth(goal: Goal | None, revenue: object, conversions: int) -> dict[str, Decimal]:
    if goal is None or not goal.has_revenue or not conversions:
        return {}
    return {goal.currency: Decimal(str(revenue)).normalize()}


def _value(metric: str, value: Any, worth: dict[str, Decimal], conversions: int) -> Value:
    if metric == "total_revenue":
        return worth
    if metric == "average_revenue":
        return {currency: total / conversions for currency, total in worth.items()}
    number: int | float | None = value
    return number
