"""Takes away sums that retention has left, where a site's owner wants none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tracker.domain.rows import RETAINED, ImportRemoval
from tracker.services.erasing.records import Record
from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.slices import Pace
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.kept_sums import any_kept, erase_kept
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Accounts

TRY_AGAIN = 1.0  # seconds after the disk has refused
FIRST, LEAST, MOST = 200, 50, 5_000  # rows in one transaction
FAILED = "Sums that an owner wants no more could not be erased"


class KeptSums(Protocol):
    """Those that retention has left of a site's days."""

    async def any_kept(self, site_id: int) -> bool:
        """Whether there are some. Raises StorageError."""

    async def erase(self, site_id: int) -> None:
        """Once the log has said so. Raises StorageError."""


class UnwantedSums:
    """`record` has the log say what goes."""

    def __init__(
        self,
        kept: Accounts,
        sums: KeptSums,
        directory: SiteDirectory,
        record: Record,
        now: Callable[[], int],
    ) -> None:
        self._kept = kept
        self._sums = sums
        self._directory = directory
        self._record = record
        self._now = now
        self._errand = Errand(kept, self._erase_all, FAILED, TRY_AGAIN)

    def working(self) -> AbstractAsyncContextManager[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        return self._errand.working()

    def look(self) -> None:
        """An owner has just said so."""
        self._errand.ask()

    async def _erase_all(self) -> None:
        if self._kept.read_only:
            return  # until a restart
        for site in list(self._directory.by_id.values()):
            if not site.keeps_sums and await self._sums.any_kept(site.id):
                await self._record([ImportRemoval(site.id, self._now(), RETAINED)])
                await self._sums.erase(site.id)


class FileSums:
    """In the log's file. It is KeptSums."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._pace = Pace(FIRST, LEAST, MOST)

    async def any_kept(self, site_id: int) -> bool:
        return await any_kept(self._db, site_id)

    async def erase(self, site_id: int) -> None:
        """A slice at a time, beside the hits."""
        async with self._pace.one():
            after = await erase_kept(self._db, site_id, 0, self._pace.rows)
        while after:
            async with self._pace.one():
                after = await erase_kept(self._db, site_id, after, self._pace.rows)
