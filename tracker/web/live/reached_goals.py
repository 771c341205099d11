"""The goals that a visit has reached, as static/live/goals.js finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.domain.reports.goal_rules import GoalRule, reached_by_event, reached_by_reading
from tracker.web.live.told_visit import ToldVisit


def reached_by(visit: ToldVisit, rules: Sequence[GoalRule]) -> list[str]:
    """Their names, each once, in the order in which it reached them."""
    return list(dict.fromkeys(_reached(visit, rules))) if rules else []


def _reached(visit: ToldVisit, rules: Sequence[GoalRule]) -> Iterator[str]:
    read = {page.cursor: page for page in visit.pages if page.cursor}
    for event in visit.events:
        yield from reached_by_event(rules, event["name"], event["path"])
        if page := read.get(event["cursor"]):
            yield from reached_by_reading(rules, page.path, page.engaged, page.depth)
