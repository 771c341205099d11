"""The filters as parts of a sentence, and what the box offers for one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from tracker.domain.reports.page_filters import DIMENSIONS, GOAL, PROPERTIES, PageFilter
from tracker.web.questions.asked import Asked
from tracker.web.questions.scope import Scope
from tracker.web.words.i18n import _
from tracker.web.words.report_values import named
from tracker.web.words.report_words import compare_names, filter_names


class Chip(NamedTuple):
    """A filter in words: `what` `how` `value`; `query`: the address without it."""

    what: str
    how: str
    value: str
    query: str


def chips_of(asked: Asked, goals: Mapping[str, str]) -> list[Chip]:
    """In the order of the address; `goals`: their names by their numbers."""
    return [_chip(each, asked, goals) for each in asked.filters]


LIVE = ("page", "country", "source", "event")


def live_query(filters: Sequence[PageFilter]) -> str:
    """Those of them that the live view has, too."""
    known = [each for each in filters if each.compares == "is" and each.name in LIVE]
    known += [each for each in filters if each.word == "page_begins"]
    said = {each.word: each.values[0] for each in known if len(each.values) == 1 and each.values[0]}
    return urlencode(said)


def goal_names(scope: Scope) -> dict[str, str]:
    """What the site's goals are called, by their numbers."""
    return {str(goal.id): goal.name for goal in scope.goals}


def _chip(each: PageFilter, asked: Asked, goals: Mapping[str, str]) -> Chip:
    dimension = DIMENSIONS.get(each.name, "")
    values = [
        goals.get(value, value) if each.name == GOAL else named(dimension, value)
        for value in each.values
    ]
    without = tuple(other for other in asked.filters if other != each)
    what = each.key if each.name == PROPERTIES else filter_names()[each.name]
    how = compare_names()[each.compares]
    return Chip(what, how, f" {_('or')} ".join(values), asked.but(filters=without).query)
