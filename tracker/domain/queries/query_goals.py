"""The goal of a query, to which its conversions and its revenue belong."""

from __future__ import annotations

from tracker.domain.queries.query_terms import LONGEST_NAME
from tracker.domain.queries.sent import Sent, one_of, shown
from tracker.domain.reports.conditions import All, Condition
from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.names import GOAL_METRICS

RATES = ("conversion_rate", "group_conversion_rate")
REVENUE = ("total_revenue", "average_revenue")


def read_goal(
    sent: Sent | None, goals: tuple[Goal, ...], filters: Condition | None
) -> tuple[Goal | None, bool]:
    """The one that is named, and that it is; else, as Plausible has it, the only one that is
    filtered by."""
    if sent is None:
        return _filtered(filters, goals), False
    name = sent.text(LONGEST_NAME)
    found = next((goal for goal in goals if goal.name == name), None)
    if found is None:
        names = [goal.name for goal in goals]
        sent.wrong(f"is {shown(name)}, and no goal is named so. {one_of(names)}")
    return found, True


def check_metrics(metrics: tuple[str, ...], goal: Goal | None, *, is_named: bool) -> None:
    """Whether the figures have the goal that they belong to. A rate needs its name: under the
    filter everybody has converted."""
    for number, metric in enumerate(metrics):
        place = Sent(metric, f"metrics[{number}]")
        if metric not in GOAL_METRICS and metric not in RATES:
            continue
        if goal is None:
            place.wrong(
                f"is {metric}, which belongs to a goal: name one as goal, or take the "
                "dimension event:goal."
            )
        if not is_named and metric in RATES:
            place.wrong(
                f"is {metric}, which is 100 % of those who pass a filter by that goal: "
                "name the goal as goal, and leave the filter out."
            )
        if metric in REVENUE and not goal.has_revenue:
            place.wrong(f"is {metric}, but the goal {shown(goal.name)} is worth nothing.")


def _filtered(filters: Condition | None, goals: tuple[Goal, ...]) -> Goal | None:
    parts = (filters, *filters.parts) if isinstance(filters, All) else (filters,)
    found = [goal for goal in goals if condition_of(goal) in parts]
    return found[0] if len(found) == 1 else None
