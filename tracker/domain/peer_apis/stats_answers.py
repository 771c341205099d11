"""Answers to Plausible's Stats API v1, made of those of v2."""

from __future__ import annotations

from typing import Any

from tracker.domain.peer_apis.stats_v1 import NOTHING
from tracker.domain.queries.answers import QueryAnswer, Result, rounded
from tracker.domain.queries.named_values import nothing
from tracker.domain.sources import DIRECT

NO_SOURCE = nothing("visit:source")
POINTS = {"bounce_rate": 0, "conversion_rate": 1}  # compared in points of percent: decimals


def aggregate(
    metrics: list[str], now: QueryAnswer, before: QueryAnswer | None = None
) -> dict[str, Any]:
    """A figure each, and how it has changed where days before are compared with."""
    figures = _figures(metrics, now)
    if before is None:
        return {name: {"value": value} for name, value in figures.items()}
    earlier = _figures(metrics, before)
    return {
        name: {"value": value, "change": change(name, earlier[name], value)}
        for name, value in figures.items()
    }


def change(name: str, before: float | None, now: float | None) -> float | None:
    """Whole percent, of rates points; None where there is nothing to compare."""
    if before is None or now is None:
        return None
    if name in POINTS:
        return rounded(now - before, POINTS[name])
    if not before:
        return 100 if now else 0
    return rounded((now - before) / before * 100, 0)


def timeseries(metrics: list[str], answer: QueryAnswer) -> list[dict[str, Any]]:
    """A row for each stretch of time, also where nothing happened."""
    rows = {row.dimensions[0]: row.metrics for row in answer.results}
    labels = answer.meta.time_labels or []
    return [{"date": label} | _row(metrics, rows.get(label)) for label in labels]


def breakdown(metrics: list[str], prop: str, answer: QueryAnswer) -> list[dict[str, Any]]:
    """Rows named by what stands behind the property's last colon."""
    name = prop.removeprefix("event:props:").removeprefix("event:").removeprefix("visit:")
    return [{name: _value(prop, row)} | _row(metrics, row.metrics) for row in answer.results]


def _value(prop: str, row: Result) -> str | int:
    value = row.dimensions[0]
    return NO_SOURCE if (prop, value) == ("visit:source", DIRECT.name) else value


def _figures(metrics: list[str], answer: QueryAnswer) -> dict[str, Any]:
    return _row(metrics, answer.results[0].metrics if answer.results else None)


def _row(metrics: list[str], values: list[Any] | None) -> dict[str, Any]:
    given = values or [None] * len(metrics)
    pairs = zip(metrics, given, strict=True)
    return {name: NOTHING[name] if value is None else value for name, value in pairs}
