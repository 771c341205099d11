"""What is counted of a group, and the metrics that are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from tests.reports.facts import Fact
from tests.reports.visits import Visit
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.question import Value
from tracker.domain.rows import DayRow

MOST = Decimal(10**15)  # an amount from here on is nobody's: its sums could not be held
DayVisitor = tuple[int, int]  # an id is good for one local day


@dataclass(eq=False)
class Group:
    """`reached` and `total`: visitors of whom conversions and this group are a share."""

    visitors: set[DayVisitor] = field(default_factory=set)
    visits: list[Visit] = field(default_factory=list)
    rows: list[Fact] = field(default_factory=list)
    conversions: list[tuple[Goal, Fact]] = field(default_factory=list)
    converting: set[DayVisitor] = field(default_factory=set)
    kept: list[DayRow] = field(default_factory=list)
    reached: int | None = None
    total: int = 0

    def count(self, what: str) -> int:
        """Of what is there, and of sums that the log has."""
        kept = sum(getattr(row, what) for row in self.kept)
        return kept + int(_COUNTS[what](self))

    @property
    def views(self) -> list[Fact]:
        return [fact for fact in self.rows if fact.is_pageview]

    @property
    def told(self) -> list[Fact]:
        return [fact for fact in self.views if fact.told]


def metric_of(group: Group, name: str) -> Value:
    return _METRICS[name](group)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _percent(part: float, whole: float) -> float | None:
    return _share(100 * part, whole)


def _engaged(group: Group) -> float | None:
    return _share(group.count("engaged") / 1000, group.count("told"))


def _conversion_rate(group: Group) -> float | None:
    reached = len(group.visitors) if group.reached is None else group.reached
    return _percent(len(group.converting), reached)


def worth(goal: Goal, fact: Fact) -> Decimal:
    """One conversion's. A property that is no number, or one of no money, is worth nothing."""
    if not goal.sums:
        return goal.value or Decimal(0)
    said = fact.properties.get(goal.sums)
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        return Decimal(0)
    try:
        number = Decimal(str(said).strip())
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() and abs(number) < MOST else Decimal(0)


def _revenue(group: Group) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for goal, fact in group.conversions:
        if goal.has_revenue:
            found[goal.currency] = found.get(goal.currency, Decimal(0)) + worth(goal, fact)
    return found


def _average_revenue(group: Group) -> dict[str, Decimal]:
    return {
        currency: total / sum(goal.currency == currency for goal, _ in group.conversions)
        for currency, total in _revenue(group).items()
    }


_COUNTS: dict[str, Callable[[Group], float]] = {
    "visitors": lambda group: len(group.visitors),
    "visits": lambda group: len(group.visits),
    "bounces": lambda group: sum(visit.is_bounce for visit in group.visits),
    "duration": lambda group: sum(visit.duration for visit in group.visits),
    "pageviews": lambda group: len(group.views),
    "others": lambda group: len(group.rows) - len(group.views),
    "engaged": lambda group: sum(fact.engaged for fact in group.told),
    "depth": lambda group: sum(fact.depth for fact in group.told),
    "told": lambda group: len(group.told),
}
_METRICS: dict[str, Callable[[Group], Value]] = {
    "visitors": lambda group: group.count("visitors"),
    "visits": lambda group: group.count("visits"),
    "bounce_rate": lambda group: _percent(group.count("bounces"), group.count("visits")),
    "visit_duration": lambda group: _share(group.count("duration") / 1000, group.count("visits")),
    "pageviews": lambda group: group.count("pageviews"),
    "events": lambda group: group.count("pageviews") + group.count("others"),
    "custom_events": lambda group: group.count("others"),
    "views_per_visit": lambda group: _share(group.count("pageviews"), group.count("visits")),
    "scroll_depth": lambda group: _share(group.count("depth"), group.count("told")),
    "time_on_page": _engaged,
    "engaged_time": _engaged,
    "conversions": lambda group: len(group.conversions),
    "converting_visitors": lambda group: len(group.converting),
    "conversion_rate": _conversion_rate,
    "total_revenue": _revenue,
    "average_revenue": _average_revenue,
    "percentage": lambda group: _percent(group.count("visitors"), group.total),
}
