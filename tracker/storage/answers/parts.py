"""A question as parts that are added up by their keys: each counts some of what is to be counted,
from visits or from rows.

What they count are columns of that name, their keys k0 and on. `there`: the part makes groups;
conversions only join those that are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.domain.reports.conditions import All, Any, Condition, Has, Not, Term, selects_rows
from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.names import is_property
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.grouped import GOAL, Grouped
from tracker.storage.answers.of_rows import conversions, firsts, opened, rows
from tracker.storage.answers.of_visits import begun, whole_days
from tracker.storage.answers.selecting import Narrowed, holds, narrowed

VISITS = {"visits", "bounces", "duration"}
VIEWS = {"pageviews", "engaged", "depth", "told"}
CONVERSIONS = {"conversions", "converters", "revenue"}


class Parts:
    """Of a question by some of its dimensions; `wanted`: names of what is counted; `columns`:
    those, and what other parts count."""

    def __init__(
        self, asked: Asked, dimensions: Sequence[str], wanted: set[str], columns: set[str]
    ) -> None:
        self._asked = asked
        self._dimensions = dimensions
        self._grouped = Grouped(asked, dimensions, wanted, columns)
        self._filters = asked.question.filters
        self._of_rows = selects_rows(self._filters)

    def all(self) -> Iterator[str]:
        """A statement each."""
        if GOAL in self._dimensions:
            for number, goal in enumerate(self._asked.question.goals):
                yield from self._of_goal(number, goal)
            return
        yield from self._of_events() if self._grouped.by_event else self._of_visits()
        yield from self.conversions()

    def conversions(self) -> Iterator[str]:
        """Of the chosen goal, if they are wanted."""
        goal = self._asked.question.goal
        if goal and self._grouped.wanted & CONVERSIONS:
            yield conversions(self._grouped, goal, f"{self._in_span(self._meeting(goal))}")

    def _of_visits(self) -> Iterator[str]:
        grouped, counted = self._grouped, None if self._of_rows else narrowed(self._asked)
        selected = self._in_span(grouped.rows_around(self._filters))
        if self._of_rows:
            rows_of = f"{self._asked.tables.rows(self._asked)} r"
            with_row = f"{rows_of} where {grouped.rows_around(self._filters)}"
            yield begun(grouped, f"visit in (select visit from {with_row})")
            yield rows(grouped, selected)
        elif not self._asked.whole or grouped.by_hour:
            yield begun(grouped, holds(self._filters, self._asked, False))
            yield rows(grouped, selected, counted.either(self._asked) if counted else "true")
        else:
            yield whole_days(grouped, with_events=not counted)
            yield from self._counted_rows(counted) if counted else ()

    def _counted_rows(self, counted: Narrowed) -> Iterator[str]:
        """Pageviews and the rest apart: each has a condition of its own."""
        grouped, view = self._grouped, f"name = {self._asked.tables.pageview}"
        if grouped.wanted & VIEWS:
            selected = self._in_span(grouped.rows_around(counted.view_filters))
            yield rows(grouped, f"{selected} and {view} and {counted.views}", who=False)
        if "others" in grouped.wanted:
            selected = self._in_span(grouped.rows_around(counted.other_filters))
            yield rows(grouped, f"{selected} and not {view} and {counted.others}", who=False)

    def _of_events(self) -> Iterator[str]:
        grouped = self._grouped
        listed = grouped.with_values(grouped.by_event)
        where = " and ".join([*listed, *self._selected_rows()])
        if self._is_opened():
            yield from opened(grouped, where)
        else:
            yield rows(grouped, self._in_span(where))
            if grouped.wanted & VISITS:
                yield firsts(grouped, where)

    def _is_opened(self) -> bool:
        """Whether rows say all of visits and visitors."""
        asked = self._asked
        by_day = asked.tables.opens and asked.whole and not self._grouped.by_hour
        return by_day and _by_page(self._dimensions, self._filters)

    def _selected_rows(self) -> list[str]:
        """Those that the dimensions list."""
        grouped, counted = self._grouped, None if self._of_rows else narrowed(self._asked)
        if counted is None:
            return [grouped.rows_around(self._filters)]
        if {"event:page", "event:title"} & set(grouped.by_event):
            return [grouped.rows_around(counted.view_filters), counted.views]
        if "event:name" in grouped.by_event:
            return [grouped.rows_around(counted.other_filters), counted.others]
        return [grouped.rows_around(self._filters), counted.either(self._asked)]

    def _of_goal(self, number: int, goal: Goal) -> Iterator[str]:
        grouped, where = self._grouped, self._meeting(goal)
        key = {self._asked.question.dimensions.index(GOAL): str(number)}
        yield rows(grouped, self._in_span(where), key=key)
        if grouped.wanted & VISITS:
            yield firsts(grouped, where, key)
        yield conversions(grouped, goal, self._in_span(where), key)

    def _meeting(self, goal: Goal) -> str:
        """Rows of what is selected that meet the goal."""
        grouped = self._grouped
        told = grouped.with_values([each for each in grouped.by_event if is_property(each)])
        met = holds(condition_of(goal), self._asked, True)
        return " and ".join([*told, grouped.rows_around(self._filters), met])

    def _in_span(self, where: str) -> str:
        return f"{self._grouped.in_span()} and {where}"


def _by_page(dimensions: Sequence[str], filters: Condition | None) -> bool:
    """Whether pages tell rows apart, and no filter tells rows of one page apart: then a visit's
    first row of a page says all of it."""
    of_rows = [each for each in dimensions if each.startswith("event:")]
    return of_rows == ["event:page"] and _by_page_alone(filters)


def _by_page_alone(condition: Condition | None) -> bool:
    match condition:
        case Term(dimension):
            return dimension == "event:page" or dimension.startswith("visit:")
        case All(parts) | Any(parts):
            return all(_by_page_alone(part) for part in parts)
        case Not(part) | Has(part):
            return _by_page_alone(part)
    return True
