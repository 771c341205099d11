"""Room that is left alone: before the disk is full no hit is taken any more, but pages are shown
and people can still log in and make room."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tracker.domain.refusals import Reason, Refusal
from tracker.services.background import beside
from tracker.services.limits.disk_space import free_bytes

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds
AGAIN = 1.25  # times the floor must be free before hits are taken again
MB = 1_000_000


class Floor:
    """`least` bytes of the data folder's disk; 0 = there is none. `refusal` says why no hit is
    taken: None where there is room, or was at the last look. `is_near`: what can wait is not to
    write."""

    def __init__(self, data_dir: Path, least: int) -> None:
        self._data_dir = data_dir
        self._least = least
        self.refusal: Refusal | None = None
        self.is_near = False

    @property
    def wrong(self) -> str:
        """What to do about it; "" where there is room."""
        return f"{self.refusal.detail}: no hit is taken, make room" if self.refusal else ""

    def look(self) -> None:
        """At what is free now."""
        free = free_bytes(self._data_dir)
        self.is_near = free < 2 * self._least
        low = free < self._least * (AGAIN if self.refusal else 1)
        if low and not self.refusal:
            said = f"less than {self._least // MB:,} MB free where the data is"
            self.refusal = Refusal(Reason.BUSY, said, retry_after=60)
            log.error("No hit is taken from now on: %s (FREE_MB)", said)
        elif self.refusal and not low:
            self.refusal = None
            log.warning("There is room on the disk again: hits are taken")

    def hindrance(self, folder: Path, size: int) -> str:
        """Why so many bytes more in that folder would be too many; "" where they fit, or where they
        lie on another disk."""
        here = folder if folder.exists() else folder.parent
        if not self._least or not here.exists() or _disk(here) != _disk(self._data_dir):
            return ""
        if free_bytes(here) - size >= self._least:
            return ""
        return (
            f"{folder} has no room for a copy of {size // MB + 1:,} MB beside the "
            f"{self._least // MB:,} MB (FREE_MB) below which no hit is taken: make room, or choose "
            "another BACKUP_DIR"
        )

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look twice a second while the context is open."""
        self.look()
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look()


def _disk(folder: Path) -> int:
    return folder.stat().st_dev
