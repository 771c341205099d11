"""Rates as Plausible's programs ask for them: under a filter by the goal, of all who might meet it.

Under that filter everybody has met it. So the rate is a question of its own, without the filter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from tracker.domain.queries.answers import QueryAnswer

RATES = ("conversion_rate", "group_conversion_rate")
GOAL = "event:goal"


def without_rate(body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The question without its rate, and the one for the rate; None where it has none that needs
    to be asked for apart."""
    metrics, filters = body.get("metrics"), body.get("filters")
    if not isinstance(metrics, list) or not isinstance(filters, list) or "goal" in body:
        return None
    rates = [each for each in metrics if each in RATES]
    by_goal = [each for each in filters if _one_goal(each)]
    if len(rates) != 1 or len(by_goal) != 1 or GOAL in (body.get("dimensions") or []):
        return None
    others = [each for each in metrics if each not in RATES]
    goal, rest = by_goal[0][2][0], [each for each in filters if each is not by_goal[0]]
    apart = {"metrics": rates, "filters": rest, "goal": goal, "pagination": {}, "order_by": []}
    return {**body, "metrics": others or ["visitors"]}, {**body, **apart}


def with_rate(metrics: list[str], found: QueryAnswer, rates: QueryAnswer) -> QueryAnswer:
    """One answer of both, in the order in which the metrics were asked for."""
    place = next(number for number, each in enumerate(metrics) if each in RATES)
    rate = {tuple(row.dimensions): row.metrics[0] for row in rates.results}
    for row in found.results:
        row.metrics.insert(place, rate.get(tuple(row.dimensions)))
        del row.metrics[len(metrics) :]
    found.query = replace(found.query, metrics=tuple(metrics))
    return found


def _one_goal(filtered: object) -> bool:
    """`["is", "event:goal", ["Signup"]]`."""
    if not isinstance(filtered, list) or len(filtered) != 3 or filtered[:2] != ["is", GOAL]:
        return False
    return isinstance(filtered[2], list) and len(filtered[2]) == 1
