"""What of a goal live views are told: enough to see by themselves where one is reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tracker.domain.blocks.page_patterns import fits
from tracker.domain.hits import PAGEVIEW
from tracker.domain.reports.goals import Goal, GoalKind


class GoalRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """As `Goal` has it, without what it is worth."""

    name: str
    kind: GoalKind
    of: str
    least: int = 0


def rule_of(goal: Goal) -> GoalRule:
    return GoalRule(goal.name, goal.kind, goal.of, goal.least)


def reached_by_event(rules: Iterable[GoalRule], name: str, path: str) -> Iterator[str]:
    """The goals that an event of that name reaches, on that page."""
    for rule in rules:
        if rule.kind == "event":
            is_reached = rule.of == name
        else:
            is_reached = rule.kind == "page" and name == PAGEVIEW and fits(rule.of, path)
        if is_reached:
            yield rule.name


def reached_by_reading(
    rules: Iterable[GoalRule], path: str, engaged: int, depth: int
) -> Iterator[str]:
    """The goals that a page reaches which was looked at for so long (ms) and scrolled so far."""
    for rule in rules:
        if reaches(rule, engaged, depth) and fits(rule.of, path):
            yield rule.name


def reaches(goal: Goal | GoalRule, engaged: int, depth: int) -> bool:
    """Whether a page of the goal does that was left after so many ms, at that percent."""
    if goal.kind == "scroll":
        return depth >= goal.least
    return goal.kind == "engaged" and engaged >= 1000 * goal.least
