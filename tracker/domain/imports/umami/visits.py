"""Visits of Umami's releases that gave them no id: half an hour without anything parts them.

A dump has rows in the order of their random ids, so a visitor's times are put aside first.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from tracker.domain.imports.imported import Shelf
from tracker.domain.visits import GAP

REMEMBERED = 4_096  # visitors
_TIMES = "times"


def keep_time(session: str, at: int, shelf: Shelf) -> None:
    """One of a visitor's times: ms, UTC."""
    shelf.put(_TIMES, session, at.to_bytes(8, "big"))


class Visits:
    """All times are on the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._starts = lru_cache(REMEMBERED)(self._read_starts)

    def of(self, session: str, at: int) -> str:
        """A name for the visit in which the visitor was then."""
        starts = self._starts(session)
        return f"{session} {starts[bisect_right(starts, at) - 1]}"

    def _read_starts(self, session: str) -> list[int]:
        times = sorted(int.from_bytes(each, "big") for each in self._shelf.get(_TIMES, session))
        before = (times[0] - GAP, *times)
        return [at for at, last in zip(times, before, strict=False) if at - last >= GAP]
