"""Who does what only one should: for calm, not for safety, which is the log's fence. What has no
such fence asks the lease before it writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tracker.storage.file.errors import Fenced


class Lease:
    """`revision`: greater than that of any holder before. `lost` is set when another holds it,
    `lapsed` when it was free for a moment: another may have held it meanwhile, and be gone."""

    def __init__(self, revision: int, steady: Callable[[], float], until: float) -> None:
        """`steady`: seconds of a clock that nobody sets, and that goes on while this process is
        stopped; nobody else can have it before `until` of it."""
        self.revision = revision
        self.lost = asyncio.Event()
        self.lapsed = asyncio.Event()
        self._steady = steady
        self._until = until
        self._news = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether another has it, or may have had it."""
        return self.lost.is_set() or self.lapsed.is_set()

    def is_renewed(self, until: float) -> None:
        """Nobody else can have it before then."""
        self._until = until
        self._tell()

    def is_lost(self) -> None:
        """Another has it."""
        self.lost.set()
        self._tell()

    def has_lapsed(self) -> None:
        """It was free, and is ours again."""
        self.lapsed.set()
        self._tell()

    async def check(self) -> None:
        """Nobody else has held it since we do, and nobody can at this moment. Who was stopped for a
        while, or hears nothing of the others, waits here until that is known. Raises Fenced."""
        while not self.is_over and self._steady() >= self._until:
            await self._news.wait()
        if self.is_over:
            raise Fenced("another process does it, or has done it meanwhile")

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Leases(Protocol):
    """Names are words."""

    def hold(self, name: str) -> AbstractAsyncContextManager[Lease]:
        """Waits until nobody else has it, and lets it go in the end. Who can't renew it holds on:
        only another's name in it is a reason to stop, for who is fenced otherwise."""
