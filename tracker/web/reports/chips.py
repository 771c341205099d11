"""The filters as parts of a sentence, and what the box offers for one more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from tracker.domain.reports.page_filters import (
    DIMENSIONS,
    PROPERTIES,
    SEGMENT,
    PageFilter,
    as_query,
)
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


def chips_of(scope: Scope) -> list[Chip]:
    """In the order of the address."""
    segments = {str(each.id): each.name for each in scope.segments}
    return [_chip(each, scope.asked, segments) for each in scope.asked.filters]


LIVE = ("page", "country", "source", "event", "browser")


def live_query(filters: Sequence[PageFilter]) -> str:
    """Those of them that the live view has, too."""
    known = [each for each in filters if each.compares == "is" and each.name in LIVE]
    known += [each for each in filters if each.word == "page_begins"]
    said = {each.word: each.values[0] for each in known if len(each.values) == 1 and each.values[0]}
    return urlencode(said)


def segment_query(asked: Asked) -> str:
    """What the form for a new segment is filled in with."""
    return urlencode({"filters": json.dumps(as_query(asked.filters), ensure_ascii=False)})


def _chip(each: PageFilter, asked: Asked, segments: Mapping[str, str]) -> Chip:
    dimension = DIMENSIONS.get(each.name, "")
    values = [
        segments.get(value, value) if each.name == SEGMENT else named(dimension, value)
        for value in each.values
    ]
    without = tuple(other for other in asked.filters if other != each)
    what = each.key if each.name == PROPERTIES else filter_names()[each.name]
    how = compare_names()[each.compares]
    return Chip(what, how, f" {_('or')} ".join(values), asked.but(filters=without).query)
