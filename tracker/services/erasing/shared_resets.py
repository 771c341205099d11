"""A site's numbers begin anew where the log is in shards: its shard's log says so, and who
files it erases what was filed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from tracker.domain.rows import Reset
from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.site_resets import FAILED, TRY_AGAIN
from tracker.services.recording.entries import Recording
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.asked_of_sites import ToReset, asked_resets, end_reset
from tracker.storage.file.transactions import Accounts
from tracker.storage.log.event_log import EventLog


class SharedResets:
    """As Resets says. Each front does it, whoever has asked: it may be said twice. `forget` is told
    of each, for what is not in the log."""

    def __init__(  # noqa: PLR0917
        self,
        kept: Accounts,
        events: EventLog,
        recording: Recording,
        directory: SiteDirectory,
        now: Callable[[], int],
        forget: Callable[[int], Awaitable[None]],
    ) -> None:
        self._kept = kept
        self._events = events
        self._recording = recording
        self._directory = directory
        self._now = now
        self._forget = forget
        self._errand = Errand(kept, self._tell_asked, FAILED, TRY_AGAIN)

    def working(self) -> AbstractAsyncContextManager[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        return self._errand.working()

    async def begin(self, site_id: int) -> None:
        """From now on the site has nothing but what comes; what is filed of it goes behind that."""
        asked = ToReset(site_id, self._events.head_of(site_id))
        await self._directory.reset(asked, self._now())
        self._errand.ask()

    async def _tell_asked(self) -> None:
        for asked in await asked_resets(self._kept):
            await self._forget(asked.site_id)
            await self._recording.record(Reset(asked.site_id, self._now(), asked.upto))
            await end_reset(self._kept, asked)
