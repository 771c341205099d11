"""Leases in NATS: a key with its holder's name, which goes by itself unless it is renewed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from nats.aio.client import Client
from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError
from nats.js.kv import KeyValue

from tracker.storage.nats.streams import LEASE_SECONDS, LEASES, TRY
from tracker.storage.nats.words import FAULTS
from tracker.storage.processes.leases import Lease
from tracker.storage.processes.told_to_end import heed_the_end

RENEWED = 1.0  # seconds from one time to the next
TRIED = 0.3  # seconds from one try of who waits to the next


class NatsLeases:
    """`holder`: names this process among all that there ever are. `steady`: seconds of a clock that
    nobody sets, and that goes on while the process is stopped."""

    def __init__(self, client: Client, holder: str, steady: Callable[[], float]) -> None:
        self._holder = holder
        self._steady = steady
        self._holds = 0
        # What it says is read from who leads: another server may be behind.
        self._keys = KeyValue(
            "lease", LEASES, "$KV.lease.", client.jetstream(timeout=TRY), direct=False
        )

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Lease]:
        self._holds += 1
        mine = f"{self._holder}-{self._holds}".encode()
        lease = await self._take(name, mine)
        renewing = asyncio.create_task(self._renew(name, mine, lease))
        try:
            yield lease
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])
            if not lease.lost.is_set():
                await self._let_go(name, mine)

    async def _take(self, name: str, mine: bytes) -> Lease:
        while True:
            heed_the_end()
            until = self._until()
            try:
                return Lease(await self._keys.create(name, mine), self._steady, until)
            except FAULTS:
                await asyncio.sleep(TRIED)

    def _until(self) -> float:
        """What is stored from now on stays until then, at least."""
        return self._steady() + LEASE_SECONDS

    async def _renew(self, name: str, mine: bytes, lease: Lease) -> None:
        """Until another holds it. A time at which nobody answers is none at which it is lost."""
        revision = lease.revision
        while not lease.lost.is_set():
            heed_the_end()
            await asyncio.sleep(RENEWED)
            with suppress(*FAULTS):
                revision = await self._renewed(name, mine, revision, lease)

    async def _renewed(self, name: str, mine: bytes, revision: int, lease: Lease) -> int:
        until = self._until()
        try:
            revision = await self._keys.update(name, mine, last=revision)
        except KeyWrongLastSequenceError:
            return await self._found(name, mine, revision, lease)
        lease.is_renewed(until)
        return revision

    async def _found(self, name: str, mine: bytes, revision: int, lease: Lease) -> int:
        """It is gone by itself, another's, or ours and an answer was lost."""
        try:
            entry = await self._keys.get(name)
        except KeyNotFoundError:
            lease.has_lapsed()
            return await self._keys.create(name, mine)
        if entry.value != mine:
            lease.is_lost()
        return entry.revision or revision

    async def _let_go(self, name: str, mine: bytes) -> None:
        """It goes by itself where that is not heard."""
        with suppress(*FAULTS):
            entry = await self._keys.get(name)
            if entry.value == mine:
                await self._keys.delete(name, last=entry.revision)
