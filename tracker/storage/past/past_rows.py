"""What is asked of a site's past, whatever keeps it."""

from __future__ import annotations

from typing import Protocol

from tracker.storage.file.database import Database
from tracker.storage.past import moments
from tracker.storage.past.day_curve import day_curve
from tracker.storage.past.stretch_rows import Stretch, StretchRows, stretch_rows


class PastRows(Protocol):
    """Times are ms, UTC. All of it raises StorageError."""

    async def events_between(self, site_id: int, stretch: Stretch, most: int) -> int:
        """How many there are, `most` for that many and more."""

    async def so_many_back(self, site_id: int, at: int, back: int) -> int:
        """When the event was that is so many before `at`; 0 where there are fewer."""

    async def next_event(self, site_id: int, at: int) -> int | None:
        """When the first event at `at` or later was; None where there is none."""

    async def stretch_rows(
        self, site_id: int, stretch: Stretch, head: int, *, most: int, one_of: int = 1
    ) -> StretchRows:
        """Events, leaves and those who came back, up to the cursor `head`; of the visits one of so
        many. Of each kind `most` at most: where there are more, the stretch ends sooner."""

    async def day_curve(self, site_id: int, day: Stretch, step: int) -> list[int]:
        """Visits with an event in each step of the day, or their shape."""


class FilePast:
    """In our one file."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def events_between(self, site_id: int, stretch: Stretch, most: int) -> int:
        return await moments.events_between(self._db, site_id, stretch, most)

    async def so_many_back(self, site_id: int, at: int, back: int) -> int:
        return await moments.so_many_back(self._db, site_id, at, back)

    async def next_event(self, site_id: int, at: int) -> int | None:
        return await moments.next_event(self._db, site_id, at)

    async def stretch_rows(
        self, site_id: int, stretch: Stretch, head: int, *, most: int, one_of: int = 1
    ) -> StretchRows:
        return await stretch_rows(self._db, site_id, stretch, head, most=most, one_of=one_of)

    async def day_curve(self, site_id: int, day: Stretch, step: int) -> list[int]:
        return await day_curve(self._db, site_id, day, step)
