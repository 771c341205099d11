"""Reports by mail: written once for each of their days, in their reader's morning. After a time in
which the server was down, of several that were due the last one alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from zoneinfo import ZoneInfo

from tracker.domain.alerts.message import Facts
from tracker.domain.alerts.report_days import EVERY, Every, due_day
from tracker.services.background import beside
from tracker.storage.alerts.deliveries import insert_delivery
from tracker.storage.alerts.report_mails import (
    ReportMail,
    all_report_mails,
    ask_report,
    note_report,
    stop_report,
)
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts

log = logging.getLogger(__name__)

LOOK_EVERY = 30.0  # seconds
EPOCH = date(1970, 1, 1).toordinal()


class ReportMails:
    """`wake` has what was written sent. `paused` says why nothing is written now."""

    def __init__(
        self,
        db: Accounts,
        now: Callable[[], int],
        token: Callable[[], str],
        wake: Callable[[], None],
        paused: Callable[[], str],
    ) -> None:
        self._db = db
        self._now = now
        self._token = token
        self._wake = wake
        self._paused = paused

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(self._work):
            yield

    async def ask(self, site_id: int, user_id: int, wanted: set[str], zone: str) -> None:
        """What a member gets from now on; the first one is the next that falls due."""
        async with self._db.transaction() as tx:
            for every in EVERY:
                if every in wanted:
                    day = self._due(every, zone)
                    await ask_report(tx, site_id, user_id, every, day, self._token())
                else:
                    await stop_report(tx, site_id, user_id, every)

    async def look(self) -> None:
        """Write those that are due."""
        if self._paused() or self._db.read_only:
            return
        for each in await all_report_mails(self._db):
            day = self._due(each.every, each.time_zone)
            if day > each.told_day and await self._write(each, day):
                self._wake()

    async def _work(self) -> None:
        while True:
            try:
                await self.look()
            except StorageError as error:
                log.warning("Reports could not be written yet, trying again: %r", error)
            await asyncio.sleep(LOOK_EVERY)

    async def _write(self, each: ReportMail, day: int) -> bool:
        said = date.fromordinal(EPOCH + day).isoformat()
        facts = Facts(kind=each.every, at=self._now(), example=said)
        async with self._db.transaction() as tx:
            if not await note_report(tx, each, day):
                return False
            await insert_delivery(tx, each.site_id, each.every, facts, user_id=each.user_id)
        return True

    def _due(self, every: Every, zone: str) -> int:
        return due_day(every, self._now(), ZoneInfo(zone)).toordinal() - EPOCH
