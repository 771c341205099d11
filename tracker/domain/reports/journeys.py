"""How visits go, along steps that somebody names and from page to page: plain values."""

from __future__ import annotations

from typing import NamedTuple

COLUMNS = 5  # pages that are looked ahead


class Reached(NamedTuple):
    """Of visits that began in the question's span and that its filters select: how many took each
    step, and all before it; of those that did, the median of the ms since the step before (0 for
    the first), and since the first. `value`: of the question's dimension."""

    value: str
    visits: list[int]
    since_last: list[float | None]
    since_first: list[float | None]


class Line(NamedTuple):
    """`page`: a path; None where the visit opened no further page."""

    page: str | None
    visits: int


class Column(NamedTuple):
    """The pages at that distance: the most frequent ones, and how many visits there are in all."""

    lines: list[Line]
    visits: int
