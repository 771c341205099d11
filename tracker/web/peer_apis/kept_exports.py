"""Exports that programs of GoatCounter have asked for: what one has is in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from tracker.services.short_memory import find, keep
from tracker.storage.processes.short_memory import Memory

MOST_KEPT = 1_000
KEPT_FOR = 30 * 86_400.0  # seconds


class Export(NamedTuple):
    """Of a site's events between two cursors of the log."""

    site_id: int
    after: int
    head: int
    at: int  # ms, UTC, when it was asked for
    rows: int


class Exports:
    """The last ones that were asked for, by number. `numbers`: gives one that none has."""

    def __init__(self, memory: Memory, numbers: Callable[[], int]) -> None:
        self._memory = memory
        self._numbers = numbers

    async def add(self, export: Export) -> int:
        """Its number."""
        number = self._numbers()
        await keep(self._memory, str(number), msgspec.json.encode(export), KEPT_FOR)
        return number

    async def get(self, number: int, site_id: int) -> Export | None:
        """That site's of that number."""
        found = await find(self._memory, str(number))
        export = found and msgspec.json.decode(found, type=Export)
        return export if export and export.site_id == site_id else None
