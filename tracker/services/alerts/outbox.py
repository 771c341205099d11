"""Messages on their way out: each is tried until it was taken, also over a restart. Whoever is told
gets one at a time; a slow one holds nobody else up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from tracker.domain.alerts.retries import next_try
from tracker.services.alerts.webhooks import NotTaken
from tracker.services.background import beside, put_to_an_end
from tracker.storage.alerts.deliveries import (
    Delivery,
    claim,
    due_deliveries,
    forget_old,
    note_failed,
    note_taken,
)
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds, unless something wakes it
AT_ONCE = 64  # of those who are told
KEPT = 30 * 86_400_000  # ms, of messages that are over
FORGET_EVERY = 3600.0  # seconds
TOGETHER = 1_000  # that are forgotten in one transaction
CLAIMED_FOR = 600_000  # ms: longer than anybody takes; who dies meanwhile has it sent late
SENT_WITHIN = 300.0  # seconds: who was stopped for longer does not send what another has by now
AGAIN = 1.0  # seconds before a note is tried again that the disk has refused

Send = Callable[[Delivery], Awaitable[None]]  # raises NotTaken
Whom = tuple[int | None, int | None, int | None]


class Outbox:
    """`wake` says that there is something new. `paused` says why nothing is sent now. `is_alone`:
    no other process sends what stands in this database; else each message is claimed first."""

    def __init__(
        self,
        db: Accounts,
        send: Send,
        now: Callable[[], int],
        paused: Callable[[], str],
        *,
        is_alone: bool = True,
    ) -> None:
        self._db = db
        self._send = send
        self._now = now
        self._paused = paused
        self._is_alone = is_alone
        self._under_way: dict[Whom, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There is something to send."""
        self._wake.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Send while the context is open. What is under way at its end is tried again later."""
        try:
            async with beside(self._work), beside(self._forget):
                yield
        finally:
            for task in list(self._under_way.values()):
                await put_to_an_end(task)

    async def _work(self) -> None:
        while True:
            try:
                await self._begin()
            except StorageError as error:
                log.warning("Messages could not be read, trying again: %r", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._wake.wait()
            self._wake.clear()

    async def _begin(self) -> None:
        if self._paused() or self._db.read_only:
            return
        for delivery in await due_deliveries(self._db, self._now(), 2 * AT_ONCE):
            whom = delivery.target_id, delivery.user_id, delivery.guest_id
            if whom not in self._under_way and len(self._under_way) < AT_ONCE:
                task = self._under_way[whom] = asyncio.create_task(self._try(delivery))
                task.add_done_callback(partial(self._over, whom))

    def _over(self, whom: Whom, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(whom, None)
        self._wake.set()

    async def _try(self, delivery: Delivery) -> None:
        if not self._is_alone and not await self._is_ours(delivery):
            return
        failed: NotTaken | None = None
        limit = asyncio.timeout(None if self._is_alone else SENT_WITHIN)
        try:
            async with limit:
                await self._send(delivery)
        except NotTaken as error:
            failed = error
            tries = delivery.tries + 1
            log.info("Message %d was not taken at try %d: %s", delivery.id, tries, error)
        except Exception:
            failed = NotTaken("fault")
            log.exception("A message could not be written")
        if limit.expired():
            return  # as if we had died: it is sent again when the claim is over
        await self._note(delivery, failed)

    async def _is_ours(self, delivery: Delivery) -> bool:
        try:
            async with self._db.transaction() as tx:
                return await claim(tx, delivery, self._now() + CLAIMED_FOR)
        except StorageError as error:
            log.warning("A message waits until it can be claimed: %r", error)
        await asyncio.sleep(AGAIN)
        return False

    async def _note(self, delivery: Delivery, failed: NotTaken | None) -> None:
        """Until the disk takes it: else it would be sent again and again."""
        while True:
            try:
                async with self._db.transaction() as tx:
                    if failed is None:
                        return await note_taken(tx, delivery.id, self._now())
                    later = None if failed.lasting else next_try(delivery.tries + 1, self._now())
                    return await note_failed(tx, delivery.id, str(failed), later)
            except StorageError as error:
                log.warning("What became of a message is not noted yet: %r", error)
                await asyncio.sleep(AGAIN)

    async def _forget(self) -> None:
        while True:
            pause = FORGET_EVERY
            with suppress(StorageError):
                if await self._forget_some() == TOGETHER:
                    pause = AGAIN
            await asyncio.sleep(pause)

    async def _forget_some(self) -> int:
        if self._paused() or self._db.read_only:
            return 0
        async with self._db.transaction() as tx:
            return await forget_old(tx, self._now() - KEPT, TOGETHER)
