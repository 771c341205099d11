"""Stretches of a chart of which nothing is known: they are no zeros, and say why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.domain.days import local_day
from tracker.domain.periods.periods import Calendar
from tracker.web.words.i18n import _

WIDE = 16.0  # percent of the chart: room for words


class Horizon(NamedTuple):
    """Known is what lies from `since` to `until`, ms UTC; None: to the end of today."""

    since: int
    until: int | None = None


class Unknown(NamedTuple):
    """Where it stands, in percent of the width; `words` where there is room for them."""

    x: float
    width: float
    words: str


def why_unknown(start: int, end: int, horizon: Horizon, calendar: Calendar) -> str:
    """Of a bucket; "" where something is known of it, be it that nobody came."""
    if start >= local_day(calendar.now, calendar.zone).end:
        return _("still to come")
    if end <= horizon.since:
        return _("before the first known visit")
    if horizon.until is not None and start > horizon.until:
        return _("not counted yet")
    return ""


def unknowns_of(reasons: Sequence[str]) -> list[Unknown]:
    """Neighbours of one reason are one stretch, which reaches half-way to what is known."""
    last, place, found = max(len(reasons) - 1, 1), 0, []
    for words, alike in groupby(reasons):
        count = _length(alike)
        if words:
            left, right = max(place - 0.5, 0), min(place + count - 0.5, last)
            x, width = (round(100 * each / last, 2) for each in (left, right - left))
            found.append(Unknown(x, width, words if width >= WIDE else ""))
        place += count
    return found


def _length(each: Iterable[object]) -> int:
    return sum(1 for _each in each)
