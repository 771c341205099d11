"""One site's reports as one person asked for them: what every question of a page has in common."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.domain.periods.buckets import Unit, unit_for, units_for
from tracker.domain.periods.comparisons import compared, so_far
from tracker.domain.periods.periods import Calendar, Period, span_of
from tracker.domain.queries.segments import Segment
from tracker.domain.reports.conditions import All, Condition
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.page_filters import selected_by
from tracker.domain.reports.question import Answer, Question, Row, Span, Unavailable
from tracker.storage.sites.sites import Site
from tracker.web.questions.asked import Asked
from tracker.web.words.site_times import SiteTimes

YOUNG = 2 * 24 * 3_600_000  # ms: so long a site is looked at by the hour


class Awaited(NamedTuple):
    """There is no answer yet; whoever asks again has it soon."""


AWAITED = Awaited()
Got = Answer | Unavailable | Awaited


class Scope(NamedTuple):
    """`goal`: the chosen one. `kept`: what the segments select that are filtered by. `first_at`:
    when the site's first event was, ms UTC."""

    site: Site
    asked: Asked
    calendar: Calendar
    goals: tuple[Goal, ...] = ()
    goal: Goal | None = None
    segments: tuple[Segment, ...] = ()
    kept: Mapping[str, Condition] = MappingProxyType({})
    first_at: int = 0

    @property
    def period(self) -> Period:
        """The one that was asked for, or what suits a site of its age."""
        if self.asked.period:
            return self.asked.period
        young = self.calendar.now - self.calendar.since < YOUNG
        return Period("today" if young else "last_28_days")

    @property
    def span(self) -> Span:
        return span_of(self.period, self.calendar)

    @property
    def moves(self) -> bool:
        """Whether what happens now belongs to it."""
        return self.span.start <= self.calendar.now < self.span.end

    @property
    def other(self) -> Span | None:
        """What it is compared with, whole."""
        match self.asked.against:
            case "none":
                return None
            case "custom":
                return span_of(self.asked.other, self.calendar) if self.asked.other else None
            case against:
                return compared(self.period, self.calendar, against)

    @property
    def other_so_far(self) -> Span | None:
        """As much of that as has passed of the period."""
        other = self.other
        return so_far(other, self.span, self.calendar) if other else None

    @property
    def unit(self) -> Unit:
        """What the chart draws a point for."""
        allowed = units_for(self.span, self.calendar.zone)
        if self.asked.unit in allowed:
            return self.asked.unit
        return unit_for(self.span, self.calendar.zone)

    @property
    def units(self) -> list[Unit]:
        return units_for(self.span, self.calendar.zone)

    @property
    def times(self) -> SiteTimes:
        return SiteTimes(self.site.time_zone)

    def question(self, *metrics: str, only: Condition | None = None, **more: Any) -> Question:
        """One about the visits that are selected; `only`: about some rows of them."""
        selected = selected_by(self.asked.filters, self.goals, self.kept)
        both = tuple(part for part in (selected, only) if part)
        return Question(
            site_id=self.site.id,
            zone=self.site.time_zone,
            span=more.pop("span", self.span),
            metrics=metrics,
            filters=All(both) if len(both) > 1 else next(iter(both), None),
            goals=self.goals,
            goal=self.goal,
            **more,
        )


def count_of(row: Row) -> int:
    """Its first metric, where that counts."""
    count = row.metrics[0]
    return round(count) if isinstance(count, int | float) else 0
