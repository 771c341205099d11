"""A log made by hand: what a test does not say has a plain default."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tests.making import event, visitor
from tests.reports.plain import answer
from tracker.domain.events import Event
from tracker.domain.reports.conditions import Condition, Term
from tracker.domain.reports.goals import Goal, GoalKind
from tracker.domain.reports.question import Answer, Question, Span, Value
from tracker.domain.rows import LEFT, Leave, Pageview, Row
from tracker.domain.sources import Source

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
BERLIN = "Europe/Berlin"


def clock(text: str, zone: str = BERLIN, fold: int = 0) -> int:
    """ms UTC of what the clocks there show, "2026-11-21 23:50"."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(moment.timestamp() * 1000)


class SmallLog:
    """Rows in the order in which they come; each gets the next cursor."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, row: Row) -> None:
        row.cursor = len(self.rows) + 1
        self.rows.append(row)

    def view(self, visit: int, at: int, path: str = "/", **more: Any) -> Event:
        """A pageview of that visit, of a visitor with its number unless said otherwise."""
        return self.done(visit, at, "pageview", path, **more)

    def done(self, visit: int, at: int, name: str, path: str = "/", **more: Any) -> Event:
        """An event. `says`: its properties, `source` the name of one that is found by searching;
        the rest are fields of the row."""
        number = len(self.rows) + 1
        whose = visitor(more.pop("who", visit))
        row = event(number, who=whose, path=path, name=name, visit=visit, at=at)
        row.source = Source(more.pop("source", "Google"), "organic-search")
        if says := more.pop("says", None):
            row.properties = msgspec.json.encode(says).decode()
        for field, value in more.items():
            setattr(row, field, value)
        self.add(row)
        return row

    def leave(self, page: Event, after: int, engaged: int = 0, depth: int = 0) -> None:
        """What is told of a pageview so many ms later."""
        named = Pageview(page.visit, page.cursor, page.at)
        row = Leave(page.site_id, page.at + after, 0, "/", LEFT, engaged, depth, named, page.visit)
        self.add(row)

    def ask(
        self,
        metrics: str,
        dimensions: str = "",
        day: str = "2026-11-21",
        days: int = 1,
        **more: Any,
    ) -> Answer:
        """Of whole days, names separated by blanks; other parts of the question by their names."""
        zone = more.pop("zone", BERLIN)
        question = Question(
            site_id=1,
            zone=zone,
            span=more.pop("span", days_from(day, days, zone)),
            metrics=tuple(metrics.split()),
            dimensions=tuple(dimensions.split()),
            **more,
        )
        return answer(self.rows, question)

    def total(self, metrics: str, **more: Any) -> tuple[Value, ...]:
        """The one row of an answer without dimensions."""
        [row] = self.ask(metrics, **more).rows
        return row.metrics

    def by(self, dimensions: str, metrics: str, **more: Any) -> list[tuple[object, ...]]:
        """Rows with dimensions and metrics side by side."""
        rows = self.ask(metrics, dimensions, **more).rows
        return [(*row.dimensions, *row.metrics) for row in rows]


def days_from(day: str, days: int, zone: str) -> Span:
    """So many local days, whatever hours they have."""
    first = datetime.fromisoformat(day)
    last = datetime.fromordinal(first.toordinal() + days)
    return Span(clock(first.isoformat(), zone), clock(last.isoformat(), zone))


def term(dimension: str, *values: str) -> Condition:
    return Term(dimension, "is", values)


def goal(kind: GoalKind, of: str, name: str = "A goal", **more: Any) -> Goal:
    return Goal(id=1, site_id=1, name=name, kind=kind, of=of, **more)


def euros(amount: str) -> dict[str, Decimal]:
    return {"EUR": Decimal(amount)}
