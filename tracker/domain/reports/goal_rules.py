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
            reaches = rule.of == name
        else:
            reaches = rule.kind == "page" and name == PAGEVIEW and fits(rule.of, path)
        if reaches:
            yield rule.name


def reached_by_reading(
    rules: Iterable[GoalRule], path: str, engaged: int, depth: int
) -> Iterator[str]:
    """The goals that a page reaches which was looked at for so long (ms) and scrolled so far."""
    for rule in rules:
        if rule.kind == "scroll":
            reaches = depth >= rule.least
        else:
            reaches = rule.kind == "engaged" and engaged >= rule.least * 1000
        if reaches and fits(rule.of, path):
            yield rule.name
