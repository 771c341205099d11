"""The end of deleted sites where the log is in shards: its shard's log says so, and whoever files
that erases what was filed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from tracker.domain.rows import SiteRemoval
from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.site_removals import APART, FAILED, TRY_AGAIN
from tracker.services.sequencing.forwarder import Forwarder
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.asked_of_sites import asked_erasures, end_erasure
from tracker.storage.erasing.refused_days import erase_refused
from tracker.storage.file.transactions import Accounts

KNOWN_WITHIN = 5.0  # seconds in which every front has heard that a site is gone


class SharedRemovals:
    """As Removals says. Each front does it, whoever has asked: that a site is gone may be said
    twice. `gone` is told of each, for what is not in the log."""

    def __init__(
        self,
        kept: Accounts,
        forwarder: Forwarder,
        directory: SiteDirectory,
        now: Callable[[], int],
        gone: Callable[[int], None],
    ) -> None:
        self._kept = kept
        self._forwarder = forwarder
        self._directory = directory
        self._now = now
        self._gone = gone
        self._errand = Errand(kept, self._remove_asked, FAILED, TRY_AGAIN)
        self.wake = self._errand.ask

    def working(self) -> AbstractAsyncContextManager[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        return self._errand.working()

    async def _remove_asked(self) -> None:
        for site_id in await asked_erasures(self._kept):
            await self._remove(site_id)

    async def _remove(self, site_id: int) -> None:
        await self._say(site_id)
        self._gone(site_id)
        erased = 1
        while erased:
            erased = await erase_refused(self._kept, site_id)
            await asyncio.sleep(APART)
        await asyncio.sleep(KNOWN_WITHIN)
        await self._say(site_id)  # of what was taken where nobody knew yet
        await end_erasure(self._kept, site_id)

    async def _say(self, site_id: int) -> None:
        """Who has begun since it was deleted does not know its shard: then each is told."""
        removal = partial(SiteRemoval, site_id, self._now())
        if self._directory.was_known(site_id):
            await self._forwarder.record(removal())
        else:
            await self._forwarder.record_in_each(removal)
