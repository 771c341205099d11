"""Whether the pages are closed for a while, of all processes that are one server."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tracker.services.short_memory import find, keep, take
from tracker.services.upkeep.maintenance import Maintenance, Pause, worded
from tracker.storage.processes.short_memory import Memory

PAGES = "pages"
LIFE = 10 * 365 * 86_400.0  # seconds: until somebody opens them


class SharedMaintenance(Maintenance):
    """`learn` is told that another process may have closed or opened them."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(Path())
        self._memory = memory

    def load(self) -> None:
        """Nothing is kept here: it is learned."""

    async def learn(self, *_: int) -> None:
        """What was said last, by whomever. Raises StorageError."""
        kept = await find(self._memory, PAGES)
        self.pause = None if kept is None else msgspec.json.decode(kept, type=Pause)

    async def begin(self, text: str, now: int) -> Pause:
        """As Maintenance.begin. Raises StorageError."""
        pause = worded(text, self.pause.since if self.pause else now)
        await keep(self._memory, PAGES, msgspec.json.encode(pause), LIFE)
        self.pause = pause
        return pause

    async def end(self) -> bool:
        """As Maintenance.end. Raises StorageError."""
        was, self.pause = await take(self._memory, PAGES), None
        return was is not None
