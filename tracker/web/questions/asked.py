"""What a page of reports shows, as its address says it: nothing is kept anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args
from urllib.parse import quote, urlencode

import msgspec

from tracker.domain.periods.buckets import Unit
from tracker.domain.periods.periods import Period
from tracker.domain.reports.page_filters import PageFilter
from tracker.web.questions.tabs import EVERYTHING, Offer

Against = Literal["previous", "year", "custom", "none"]
AGAINST: tuple[Against, ...] = get_args(Against)
UNITS: tuple[Unit, ...] = get_args(Unit)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`period` and `unit` None: what suits the site and the period. `days` are those that are
    compared with, if they are chosen. `opened`: the event that is broken down by its properties,
    and `by_property` the one of them. `offer` is no word of the address: what there is at all."""

    period: Period | None = None
    against: Against = "previous"
    other: Period | None = None
    filters: tuple[PageFilter, ...] = ()
    figure: str = "visitors"
    unit: Unit | None = None
    tabs: tuple[str, ...] = ()
    goal: str = ""
    opened: str = ""
    by_property: str = ""
    offer: Offer = EVERYTHING

    def but(self, **changes: object) -> Asked:
        """The same in all else."""
        return msgspec.structs.replace(self, **changes)

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """What a form has to carry on, but for what it asks for itself."""
        return [(name, value) for name, value in _said(self) if name not in without]

    @property
    def query(self) -> str:
        """As it stands behind the `?`; what is usual is left out."""
        return urlencode(list(_said(self)), quote_via=quote, safe="/:*|,")


def _said(asked: Asked) -> Iterator[tuple[str, str]]:
    if asked.period:
        yield "period", asked.period.word
        yield from _dates(asked.period, "from", "to")
    if asked.against != "previous":
        yield "against", asked.against
    if asked.other:
        yield from _dates(asked.other, "against_from", "against_to")
    for each in asked.filters:
        yield each.word, each.text
    if asked.figure != "visitors":
        yield "figure", asked.figure
    named = {"by": asked.unit, "opened": asked.opened, "property": asked.by_property}
    named["goal"] = asked.goal
    yield from ((name, str(value)) for name, value in named.items() if value)
    for tab in asked.tabs:
        yield "tab", tab


def _dates(period: Period, first: str, last: str) -> Iterator[tuple[str, str]]:
    if period.word == "custom":
        yield first, str(period.first)
        yield last, str(period.last)
