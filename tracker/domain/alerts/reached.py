"""Whether a row that has just come is what an alert waits for."""

from __future__ import annotations

import msgspec

from tracker.domain.reports.goals import Goal


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
