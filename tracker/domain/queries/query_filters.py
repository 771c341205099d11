"""The filters of a query as a tree of conditions."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tracker.domain.queries.query_terms import (
    COMPARING,
    LONGEST_NAME,
    MEASURING,
    MOST_VALUES,
    by_name,
    compared_with,
    filtered_by,
    just,
    measured,
)
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.conditions import All, Any, Condition, Has, Not
from tracker.domain.reports.goals import Goal, condition_of

MOST_CONDITIONS = 50
DEEPEST = 8
JOINING = ("and", "or", "not", "has_done", "has_not_done")
OPERATORS = (*COMPARING, MEASURING, *JOINING)


class Known(NamedTuple):
    """What a site's filters may name: its goals, and its segments, whose filters as JSON are given
    for their numbers, None where there is none."""

    goals: tuple[Goal, ...] = ()
    segment: Callable[[int], object] = lambda _: None


class _Where(NamedTuple):
    depth: int = 0
    in_event: bool = False  # inside has_done
    in_segment: bool = False

    @property
    def deeper(self) -> _Where:
        return self._replace(depth=self.depth + 1)


def read_filters(sent: Sent, known: Known) -> Condition | None:
    """All of a list of filters; None for an empty one. Raises BadQuery."""
    return all_of(_Filters(known).listed(sent, _Where(), least=0))


def read_beside_goals(sent: Sent, known: Known) -> tuple[Condition | None, tuple[Goal, ...]]:
    """The same where goals are listed: conditions on them say which are, and select nothing. So a
    rate is of those who might have met the goal, and not of those who have."""
    filters, listed = _Filters(known), known.goals
    conditions = []
    for each in sent.items(0, MOST_CONDITIONS):
        if chosen := filters.goals_alone(each):
            listed = tuple(goal for goal in listed if goal in chosen)
        else:
            conditions.append(filters.one(each, _Where()))
    return all_of(conditions), listed


def all_of(parts: list[Condition]) -> Condition | None:
    """One condition for all of them."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return All(tuple(parts))


class _Filters:
    """How many conditions there have been, those of segments with them."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._count = 0

    def listed(self, sent: Sent, where: _Where, least: int = 1) -> list[Condition]:
        return [self.one(each, where) for each in sent.items(least, MOST_CONDITIONS)]

    def one(self, sent: Sent, where: _Where) -> Condition:
        self._counted(sent, 1)
        if where.depth == DEEPEST:
            sent.wrong(f"stands too deep: conditions stand in at most {DEEPEST - 1} others.")
        operator, *operands = sent.items(2, 4)
        word = operator.choice(OPERATORS)
        if word not in JOINING:
            return self._comparison(word, sent, operands, where)
        just(sent, operands, 1)
        return self._joined(word, sent, operands[0], where.deeper)

    def goals_alone(self, sent: Sent) -> list[Goal]:
        """Of `["is", "event:goal", …]`, the goals; none of any other condition."""
        items = sent.value if isinstance(sent.value, list) else []
        if len(items) < 3 or items[:2] != ["is", "event:goal"]:
            return []
        _, *operands = sent.items(3, 4)
        return self._chosen("is", sent, operands)

    def _counted(self, sent: Sent, more: int) -> None:
        self._count += more
        if self._count > MOST_CONDITIONS:
            sent.wrong(f"is one too many: there are at most {MOST_CONDITIONS} conditions.")

    def _joined(self, word: str, sent: Sent, operand: Sent, where: _Where) -> Condition:
        if word in {"and", "or"}:
            parts = tuple(self.listed(operand, where))
            return All(parts) if word == "and" else Any(parts)
        if word == "not":
            return Not(self.one(operand, where))
        if where.in_event:
            sent.wrong("stands inside another has_done, which says nothing more.")
        has = Has(self.one(operand, where._replace(in_event=True)))
        return has if word == "has_done" else Not(has)

    def _comparison(self, word: str, sent: Sent, operands: list[Sent], where: _Where) -> Condition:
        if len(operands) < 2:
            sent.wrong("is an operator, a dimension and a list of values.")
        dimension = operands[0].text(LONGEST_NAME)
        if word == MEASURING:
            just(sent, operands, 2)
            return measured(dimension, operands)
        if dimension == "segment":
            just(sent, operands, 2)
            return self._segments(word, sent, operands[1], where)
        operator, is_so = COMPARING[word]
        if dimension == "event:goal":
            found = self._goals(word, sent, operands)
        else:
            filtered = filtered_by(operands[0], in_event=where.in_event)
            found = compared_with(filtered, operator, sent, operands)
        return found if is_so else Not(found)

    def _segments(self, word: str, sent: Sent, values: Sent, where: _Where) -> Condition:
        if word not in {"is", "is_not"}:
            sent.wrong("compares segments, which are filtered by is and is_not.")
        if where.in_segment or where.in_event:
            sent.wrong("is a segment inside of a segment or has_done.")
        found = [self._segment(each, where) for each in values.items(1, MOST_VALUES)]
        chosen = found[0] if len(found) == 1 else Any(tuple(found))
        return chosen if word == "is" else Not(chosen)

    def _segment(self, sent: Sent, where: _Where) -> Condition:
        number = sent.number(1, 2**53)
        if (kept := self._known.segment(number)) is None:
            sent.wrong(f"is {number}, which is no segment of this site that you may use.")
        inside = Sent(kept, f"{sent.path} (segment {number})")
        return All(tuple(self.listed(inside, where._replace(in_segment=True).deeper)))

    def _goals(self, word: str, sent: Sent, operands: list[Sent]) -> Condition:
        chosen = self._chosen(word, sent, operands)
        self._counted(sent, len(chosen) - 1)
        goals = [condition_of(goal) for goal in chosen]
        return goals[0] if len(goals) == 1 else Any(tuple(goals))

    def _chosen(self, word: str, sent: Sent, operands: list[Sent]) -> list[Goal]:
        names = {goal.name: goal.name for goal in self._known.goals}
        chosen = by_name(names, word, sent, operands)
        return [goal for goal in self._known.goals if goal.name in chosen]
