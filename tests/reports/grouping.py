"""What is counted where: the groups of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.reports.facts import Fact
from tests.reports.measures import DayVisitor, Group
from tests.reports.selecting import holds
from tests.reports.times import bucket_of, day_of
from tests.reports.visits import Visit, has_value, of_row, of_visit
from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.names import PROPERTY
from tracker.domain.reports.question import Question

GOAL = "event:goal"
Key = tuple[str | int, ...]


@dataclass(eq=False)
class Selected:
    """A visit that the filter selects. `rows` count for its visitors and conversions, `counted` for
    what else is counted of events."""

    visit: Visit
    rows: list[Fact]
    counted: list[Fact]


def groups_of(selected: Sequence[Selected], question: Question) -> dict[Key, Group]:
    """By what they say of the question's dimensions, in their order."""
    counting = _Counting(question)
    for each in selected:
        if GOAL in question.dimensions:
            counting.goals(each)
        elif counting.by_event:
            counting.events(each)
        else:
            counting.visit(each)
    if question.goal and GOAL not in question.dimensions:
        for each in selected:
            counting.conversions(each, question.goal)
    return counting.found


class _Counting:
    def __init__(self, question: Question) -> None:
        self._dimensions = question.dimensions
        self._goals = question.goals
        self._span = question.span
        self._zone = ZoneInfo(question.zone)
        self.by_event = [each for each in self._dimensions if each.startswith("event:")]
        self.found: dict[Key, Group] = {} if self._dimensions else {(): Group()}

    def visit(self, selected: Selected) -> None:
        """As a whole: where no event's dimension tells its rows apart."""
        visit = selected.visit
        for fact in self._within(selected.rows):
            self._group(visit, fact).visitors.add(self._visitor(fact))
        for fact in self._within(selected.counted):
            self._group(visit, fact).rows.append(fact)
        for first in self._within([visit.first]):
            self._group(visit, first).visits.append(visit)

    def events(self, selected: Selected) -> None:
        """By what its rows say."""
        rows = [
            fact
            for fact in selected.counted
            if all(has_value(fact, dimension) for dimension in self.by_event)
        ]
        self._rows(selected.visit, rows, None)

    def goals(self, selected: Selected) -> None:
        """By goals that its rows meet."""
        for goal in self._goals:
            self._rows(selected.visit, list(self._meeting(selected, goal)), goal)

    def conversions(self, selected: Selected, goal: Goal) -> None:
        """Of the chosen goal, in groups that are there."""
        for fact in self._within(self._meeting(selected, goal)):
            group = self.found.get(self._key(selected.visit, fact))
            if group is not None:
                self._convert(group, goal, fact)

    def _rows(self, visit: Visit, rows: list[Fact], goal: Goal | None) -> None:
        """A visit counts with the first of those that say the same."""
        said = set[Key]()
        for fact in rows:
            what = self._key(visit, fact, goal, timeless=True)
            if self._is_within(fact):
                group = self._group(visit, fact, goal)
                group.visitors.add(self._visitor(fact))
                group.rows.append(fact)
                group.visits += [] if what in said else [visit]
                if goal:
                    self._convert(group, goal, fact)
            said.add(what)

    def _convert(self, group: Group, goal: Goal, fact: Fact) -> None:
        group.conversions.append((goal, fact))
        group.converting.add(self._visitor(fact))

    def _meeting(self, selected: Selected, goal: Goal) -> Iterator[Fact]:
        properties = [each for each in self.by_event if each.startswith(PROPERTY)]
        for fact in selected.rows:
            is_told = all(has_value(fact, each) for each in properties)
            if is_told and holds(condition_of(goal), selected.visit, fact):
                yield fact

    def _group(self, visit: Visit, fact: Fact, goal: Goal | None = None) -> Group:
        return self.found.setdefault(self._key(visit, fact, goal), Group())

    def _key(
        self, visit: Visit, fact: Fact, goal: Goal | None = None, timeless: bool = False
    ) -> Key:
        found: list[str | int] = []
        for dimension in self._dimensions:
            if dimension.startswith("time:"):
                found.append(0 if timeless else bucket_of(fact.at, dimension, self._zone))
            elif dimension == GOAL:
                found.append(goal.name if goal else "")
            elif dimension.startswith("visit:"):
                found.append(of_visit(visit, dimension))
            else:
                found.append(of_row(fact, dimension))
        return tuple(found)

    def _visitor(self, fact: Fact) -> DayVisitor:
        return day_of(fact.at, self._zone), fact.event.visitor_id

    def _within(self, facts: Sequence[Fact] | Iterator[Fact]) -> Iterator[Fact]:
        return (fact for fact in facts if self._is_within(fact))

    def _is_within(self, fact: Fact) -> bool:
        return self._span.start <= fact.at < self._span.end
