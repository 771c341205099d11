"""Messages, and what the watch remembers, on their way to the disk: together, so that a kill loses
none, and none is told twice."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping

from tracker.domain.alerts.message import Facts
from tracker.services.alerts.site_watch import SiteWatch
from tracker.storage.alerts.alerts import note_told
from tracker.storage.alerts.deliveries import insert_for_alert
from tracker.storage.alerts.memories import Memory, keep_memory, note_seen, note_seen_of
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts, Transaction

log = logging.getLogger(__name__)

Fence = Callable[[Transaction], Awaitable[None]]
KEEP_EVERY = 5_000  # ms, where there are no messages
TOGETHER = 20  # sites in one transaction: some milliseconds
MOST_UNKEPT = 1_000  # messages of a site that wait for a disk


class Keeping:
    """`upto`: the log's cursor that everything is of which the watches know. `fence`: where others
    watch other sites it says, inside a transaction, that these are still ours, or raises Fenced."""

    def __init__(
        self,
        db: Accounts,
        watches: Mapping[int, SiteWatch],
        mails: bool,
        fence: Fence | None = None,
    ) -> None:
        self._db = db
        self._watches = watches
        self._mails = mails
        self._fence = fence
        self.upto = 0
        self._unkept: dict[int, list[Facts]] = {}
        self._due_at = 0
        self._seen = 0
        self._told = False

    def put(self, site_id: int, found: list[Facts]) -> None:
        """They wait here for a disk that refuses them."""
        if found:
            self._unkept.setdefault(site_id, []).extend(found)
            del self._unkept[site_id][:-MOST_UNKEPT]

    async def keep(self, now: int, *, at_once: bool = False) -> bool:
        """Whether there are new messages."""
        is_due = at_once or not 0 <= self._due_at - now <= KEEP_EVERY
        sites = list(self._unkept)
        if is_due:
            self._due_at = now + KEEP_EVERY
            sites += [each for each in self._changed() if each not in self._unkept]
        is_news = bool(self._unkept)
        for start in range(0, len(sites), TOGETHER):
            if not await self._try(sites[start : start + TOGETHER]):
                return False
        if is_due and self._seen != self.upto:
            await self._try(())
        return is_news

    def _changed(self) -> list[int]:
        return [site_id for site_id, watch in self._watches.items() if watch.is_changed]

    async def _try(self, sites: Collection[int]) -> bool:
        changed = [self._watches[each] for each in sites if each in self._watches]
        try:
            async with self._db.transaction() as tx:
                if self._fence:
                    await self._fence(tx)
                await (self._write(tx, sites) if sites else self._note_seen(tx))
        except StorageError as error:
            for watch in changed:
                watch.is_changed = True
            if not self._told:
                log.warning("Alerts could not be kept yet, trying again: %r", error)
            self._told = True
            return False
        for each in sites:
            self._unkept.pop(each, None)
        self._told = False
        return True

    async def _write(self, tx: Transaction, sites: Collection[int]) -> None:
        """As all of them are at this moment: more may come while it is written."""
        memories = {each: self._memory(each) for each in sites if each in self._watches}
        for site_id in sites:
            for facts in self._unkept.get(site_id, ()):
                await insert_for_alert(tx, site_id, facts, self._mails)
                if not facts.resolved:
                    await note_told(tx, facts.alert_id, facts.at)
            if site_id in memories:
                await keep_memory(tx, site_id, memories[site_id])

    def _memory(self, site_id: int) -> Memory:
        watch = self._watches[site_id]
        watch.is_changed = False
        return Memory(self.upto, watch.memory())

    async def _note_seen(self, tx: Transaction) -> None:
        seen, changed = self.upto, {*self._changed(), *self._unkept}
        if self._fence:
            await note_seen_of(tx, seen, self._watches.keys() - changed)
        else:
            await note_seen(tx, seen, changed)
        self._seen = seen
