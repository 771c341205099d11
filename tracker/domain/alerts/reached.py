"""Whether a row that has just come is what an alert waits for."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from tracker.domain.blocks.page_patterns import expression_of
from tracker.domain.reports.goals import Goal

REMEMBERED = 2_000  # patterns


def fits(pattern: str, path: str) -> bool:
    """Whether a page is of a pattern in which `*` stands for anything but `/`, and `**` for
    anything."""
    if "*" not in pattern:
        return pattern == path
    if pattern.endswith("**") and "*" not in pattern[:-2]:
        return path.startswith(pattern[:-2])
    return _expression(pattern).match(path) is not None


def reaches(goal: Goal, scroll: int, engaged: int) -> bool:
    """Whether a page that was left at that percent, after so many ms, has reached the goal."""
    if goal.kind == "scroll":
        return scroll >= goal.least
    return goal.kind == "engaged" and engaged >= 1000 * goal.least


def missing_path(properties: str | None, path: str) -> str:
    """Which page was not found: what the event says, else where it happened."""
    try:
        said = msgspec.json.decode(properties or "{}")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return path
    found = said.get("path") if isinstance(said, dict) else None
    return found if isinstance(found, str) and found else path


@lru_cache(REMEMBERED)
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(expression_of(pattern))
