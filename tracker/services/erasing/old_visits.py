"""Old visits where they are kept: how many there are, and their end."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

from tracker.services.erasing.slices import Pace
from tracker.storage.erasing import old_visits as stored
from tracker.storage.erasing.erasures import begin_pruning, end_pruning, pruning_is_begun
from tracker.storage.erasing.old_visits import Limit
from tracker.storage.file.copies import Show
from tracker.storage.file.database import Database

log = logging.getLogger(__name__)

FIRST, LEAST, MOST = 200, 50, 5_000  # rows in one transaction


class OldVisits(Protocol):
    """All raise StorageError."""

    @property
    def read_only(self) -> str:
        """Why nothing can be erased until a restart; "" where it can."""

    async def newest_limits(self) -> dict[int, Limit]:
        """What the log has said of each site last."""

    async def any_old_event(self, limit: Limit) -> bool:
        """Whether there is one; soon known."""

    async def old_events(self, limit: Limit) -> int:
        """How many events would go."""

    async def takes_most(self, site_id: int, events: int) -> bool:
        """Whether so many events are more than half of the site's."""

    async def begin(self) -> None:
        """To be called before the log says of any visits that their time is over."""

    async def is_begun(self) -> bool:
        """Whether rows of which the log says so may still be there."""

    async def erase(self, limits: Mapping[int, Limit], total: int, show: Show) -> None:
        """All of which the log has said so: about `total` events."""


class FileVisits:
    """In the log's file: they go a slice at a time, beside the hits."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._pace = Pace(FIRST, LEAST, MOST)

    @property
    def read_only(self) -> str:
        return self._db.read_only

    async def newest_limits(self) -> dict[int, Limit]:
        return await stored.newest_limits(self._db)

    async def any_old_event(self, limit: Limit) -> bool:
        return await stored.any_old_event(self._db, limit)

    async def old_events(self, limit: Limit) -> int:
        return await stored.old_events(self._db, limit)

    async def takes_most(self, site_id: int, events: int) -> bool:
        return await stored.takes_most(self._db, site_id, events)

    async def begin(self) -> None:
        await begin_pruning(self._db)

    async def is_begun(self) -> bool:
        return await pruning_is_begun(self._db)

    async def erase(self, limits: Mapping[int, Limit], total: int, show: Show) -> None:
        done = 0
        for limit in limits.values():
            erased = 1
            while erased:
                async with self._pace.one():
                    erased = await stored.erase_old_events(self._db, limit, self._pace.rows)
                done += erased
                show(min(done, total), total)
        others = await self._erase_others(limits)
        await end_pruning(self._db)
        log.info("Took away %d old events, %d leaves and places", done, others)

    async def _erase_others(self, limits: Mapping[int, Limit]) -> int:
        last, done = max((limit.upto for limit in limits.values()), default=0), 0
        cursor = await stored.first_other(self._db)
        while cursor < last:
            async with self._pace.one():
                erased, cursor = await stored.erase_old_others(
                    self._db, limits, cursor, self._pace.rows
                )
            done += erased
        return done
