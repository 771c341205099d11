"""Questions of any kind about a random log."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from tests.reports.day_sums import SAID
from tests.reports.random_days import KEYS
from tests.reports.random_filters import any_filter
from tests.reports.random_logs import DAY, HOUR, RandomLog
from tests.reports.random_world import PROPERTIES, maybe
from tests.reports.times import bucket_of, date_at, midnight
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.names import (
    EVENT_METRICS,
    GOAL_METRICS,
    OWN_TIMES,
    SHARES,
    TIMES,
    VISIT_DIMENSIONS,
    VISIT_METRICS,
)
from tracker.domain.reports.question import Order, Question, Span

COUNTS = ("visitors", "visits", "pageviews", "events", "custom_events")  # nothing is divided
OF_ALL = sorted(VISIT_METRICS | EVENT_METRICS | SHARES)
OF_GOALS = sorted(GOAL_METRICS)
BY_VISIT = sorted(VISIT_DIMENSIONS)
BY_EVENT = ("event:page", "event:page", "event:title", "event:hostname", "event:name")
GOALS = (
    Goal(id=1, site_id=1, name="Signed up", kind="event", of="Signup"),
    Goal(id=2, site_id=1, name="Order", kind="event", of="Order", sums="amount", currency="EUR"),
    Goal(
        id=3, site_id=1, name="Blog", kind="page", of="/blog/**", value=Decimal(2), currency="USD"
    ),
    Goal(id=4, site_id=1, name="Letter", kind="page", of="/blog/*"),
    Goal(id=5, site_id=1, name="Read", kind="scroll", of="/**", least=75),
    Goal(id=6, site_id=1, name="Looked", kind="engaged", of="/a", least=40),
)


def any_question(log: RandomLog) -> Question:
    chance = log.chance
    if maybe(chance, 0.15):
        return of_days(log)
    site = log.site() if maybe(chance, 0.95) else chance.choice(list(log.zones))
    zone = log.zones[site]
    dimensions = any_dimensions(chance)
    by_goal = "event:goal" in dimensions
    goal = chance.choice(GOALS) if not by_goal and maybe(chance, 0.25) else None
    metrics = any_metrics(chance, bool(goal) or by_goal)
    order = any_order(chance, metrics, dimensions)
    exact = all(by in COUNTS or by in dimensions for by, _ in order or [(metrics[0], True)])
    in_parts = exact and maybe(chance, 0.3)
    return Question(
        site_id=site,
        zone=zone,
        span=any_span(log, ZoneInfo(zone)),
        metrics=metrics,
        dimensions=dimensions,
        filters=any_filter(chance) if maybe(chance, 0.6) else None,
        goals=GOALS if by_goal else (),
        goal=goal,
        order_by=order,
        limit=chance.randint(1, 5) if in_parts else 10_000,
        offset=chance.randint(0, 3) if in_parts else 0,
        total_rows=in_parts,
    )


def of_days(log: RandomLog) -> Question:
    """As a panel asks without a filter: sums that the log has count, too."""
    chance, site = log.chance, log.site()
    zone = ZoneInfo(log.zones[site])
    name = chance.choice(("", *KEYS))
    times = chance.choice(((), (), ("time:day",), ("time:week",), ("time:weekday",)))
    since = midnight(date_at(log.began, zone) - timedelta(days=12), zone)
    return Question(
        site_id=site,
        zone=log.zones[site],
        span=Span(since, midnight(date_at(log.now, zone) + timedelta(days=1), zone)),
        metrics=tuple(chance.sample(sorted(SAID[name]), chance.randint(1, 3))),
        dimensions=(*times, name) if name else times,
        limit=10_000,
    )


def any_metrics(chance: Random, of_goals: bool) -> tuple[str, ...]:
    found = chance.sample(OF_ALL, chance.randint(1, 5))
    if of_goals:
        found += chance.sample(OF_GOALS, chance.randint(1, 3))
    return tuple(found)


def any_dimensions(chance: Random) -> tuple[str, ...]:
    kind = chance.random()
    time = chance.choice(TIMES + OWN_TIMES)
    event = f"event:props:{chance.choice(PROPERTIES)}" if maybe(chance, 0.3) else None
    event = event or chance.choice(BY_EVENT)
    if kind < 0.15:
        return ()
    if kind < 0.3:
        return (time,)
    if kind < 0.5:
        return (chance.choice(BY_VISIT),)
    if kind < 0.7:
        return (event,)
    if kind < 0.78:
        return ("event:goal",)
    pairs = (
        (time, chance.choice(BY_VISIT)),
        tuple(chance.sample(BY_VISIT, 2)),
        (chance.choice(BY_VISIT), event),
        (event, time),
        (chance.choice(BY_VISIT), "event:goal"),
        (time, "event:goal"),
        (f"event:props:{chance.choice(PROPERTIES)}", "event:name"),
    )
    return chance.choice(pairs)


def any_order(
    chance: Random, metrics: tuple[str, ...], dimensions: tuple[str, ...]
) -> tuple[Order, ...]:
    """Not by revenue: of several currencies none is more."""
    may = [each for each in metrics + dimensions if not each.endswith("revenue")]
    if maybe(chance, 0.6):
        return ()
    return tuple(Order(by, maybe(chance, 0.5)) for by in chance.sample(may, min(2, len(may))))


def any_span(log: RandomLog, zone: ZoneInfo) -> Span:
    """Whole days or whole hours of the site's clocks; also before and behind all there is."""
    chance = log.chance
    if maybe(chance, 0.25):
        since = chance.randint(log.began - DAY, log.now)
        until = since + chance.choice((1, 2, 24, 60)) * HOUR
        return Span(*(bucket_of(at, "time:hour", zone) for at in (since, until)))
    days = chance.choice((1, 1, 2, 7, 30))
    last = date_at(chance.randint(log.began, log.now + DAY), zone)
    if maybe(chance, 0.1):
        last -= timedelta(days=12)
    return Span(
        midnight(last - timedelta(days=days - 1), zone), midnight(last + timedelta(days=1), zone)
    )
