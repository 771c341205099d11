"""What an address names of the site's goals and segments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from tracker.domain.queries.query_filters import Known, read_filters
from tracker.domain.queries.segments import Segment
from tracker.domain.queries.sent import BadQuery, Sent
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.page_filters import GOAL, SEGMENT
from tracker.web.questions.asked import Asked
from tracker.web.questions.reading import Wrong
from tracker.web.words.i18n import _


def named_goal(asked: Asked, goals: Sequence[Goal]) -> Goal | None:
    """The chosen one. Raises Wrong for one that the site has not, be it a filter's."""
    by_name = {goal.name: goal for goal in goals}
    for name in (*_values(asked, GOAL), *filter(None, [asked.goal])):
        if name not in by_name:
            raise Wrong(_("The site has no goal “%(name)s”.") % {"name": name[:100]})
    return by_name.get(asked.goal)


def selected(
    asked: Asked, goals: Sequence[Goal], segments: Iterable[Segment]
) -> dict[str, Condition]:
    """What the segments select that are filtered by, by their numbers. Raises Wrong for those that
    there are not, or that name what is gone."""
    kept = {str(segment.id): segment for segment in segments}
    found = {}
    for number in _values(asked, SEGMENT):
        if number not in kept:
            raise Wrong(_("There is no segment %(number)s.") % {"number": number[:100]})
        found[number] = _condition(kept[number], goals)
    return found


def _condition(segment: Segment, goals: Sequence[Goal]) -> Condition:
    try:
        condition = read_filters(Sent(json.loads(segment.filters), "filters"), Known(tuple(goals)))
    except BadQuery as wrong:
        said = _("The segment “%(name)s” cannot be read: %(why)s")
        raise Wrong(said % {"name": segment.name, "why": wrong}) from None
    assert condition is not None  # kept segments have filters
    return condition


def _values(asked: Asked, name: str) -> list[str]:
    return [value for each in asked.filters if each.name == name for value in each.values]
