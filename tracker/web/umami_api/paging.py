"""Pages of a list as Umami numbers them, from 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from tracker.domain.queries.sent import BadQuery, shown

USUAL, MOST = 20, 1_000  # on one page
LAST = 1_000_000
FARTHEST = 10_000  # from the newest one


class Paged(NamedTuple):
    """Which page, and how many are on one."""

    page: int
    size: int

    @property
    def first(self) -> int:
        """How many stand before it."""
        return (self.page - 1) * self.size

    @property
    def last(self) -> int:
        """How many there are up to its end."""
        return self.page * self.size


class Page(msgspec.Struct, rename="camel"):
    """What stands on it. `count`: how many there are in all."""

    data: list[Any]
    count: int
    page: int
    page_size: int


def read_paged(params: Mapping[str, str]) -> Paged:
    """Raises BadQuery."""
    return Paged(_whole(params, "page", 1, LAST), _whole(params, "pageSize", USUAL, MOST))


def reached(params: Mapping[str, str]) -> Paged:
    """The same of a list of single visits or events. Raises BadQuery where it lies too far."""
    paged = read_paged(params)
    if paged.last > FARTHEST:
        raise BadQuery(f"page lies behind the first {FARTHEST}: move endAt back instead.")
    return paged


def _whole(params: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    sent = params.get(name) or str(otherwise)
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 10 and int(sent) > 0):
        raise BadQuery(f"{name} is a whole number from 1, not {shown(sent)}.")
    return min(int(sent), most)
