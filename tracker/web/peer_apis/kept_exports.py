"""Exports that GoatCounter's programs have asked for, in memory: what one has is in the log."""

from __future__ import annotations

from typing import NamedTuple

MOST_KEPT = 1_000


class Export(NamedTuple):
    """Of a site's events between two cursors of the log."""

    site_id: int
    after: int
    head: int
    at: int  # ms, UTC, when it was asked for
    rows: int


class Exports:
    """The last ones that were asked for, by number."""

    def __init__(self) -> None:
        self._kept: dict[int, Export] = {}
        self._last = 0

    def add(self, export: Export) -> int:
        """Its number."""
        self._last += 1
        self._kept[self._last] = export
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return self._last

    def get(self, number: int, site_id: int) -> Export | None:
        """That site's of that number."""
        found = self._kept.get(number)
        return found if found and found.site_id == site_id else None
