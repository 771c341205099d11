"""Whether the server can do its job: asked by /readyz, by people and by proxies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from tracker.services.background import beside
from tracker.services.limits.disk_space import LEAST_FREE, free_bytes
from tracker.services.limits.floor import Floor
from tracker.services.recording.entries import Recording
from tracker.storage.file.database import Database

log = logging.getLogger(__name__)

CHECK_AGAIN = 60.0  # seconds after a check that could not be done
# What a check of the database may take: a minute a GB is a fiftieth of what disks can do.
CHECK_SECONDS, CHECK_BYTES_A_SECOND = 600.0, 16_000_000


class Readiness(Protocol):
    """What is asked of it by those who serve."""

    def report(self) -> dict[str, str | int]:
        """What is wrong stands in `wrong`, which is missing when nothing is."""


class Health:
    """Asked on every look at /readyz. The database is checked, beside the serving, after a start
    that did not find it as the last stop had left it."""

    def __init__(
        self,
        data_dir: Path,
        recorder: Recording,
        db: Database,
        floor: Floor,
        clock: Callable[[], float],
    ) -> None:
        self._data_dir = data_dir
        self._recorder = recorder
        self._db = db
        self._floor = floor
        self._clock = clock
        self._check_until = clock() + CHECK_SECONDS + db.size() / CHECK_BYTES_A_SECOND
        self._check_failed = ""

    @property
    def integrity(self) -> str:
        """checking, ok, or what SQLite complains of."""
        return "checking" if self._db.condition.checking else self._db.condition.damage or "ok"

    @property
    def read_only(self) -> str:
        """Why nothing can be written; "" = it can."""
        return self._db.read_only

    def report(self) -> dict[str, str | int]:
        free = free_bytes(self._data_dir)
        self._floor.look()
        report: dict[str, str | int] = {
            "writer": self._recorder.trouble or "ok",
            "queue": self._recorder.depth,
            "free_mb": free // 1_000_000,
            "integrity": self.integrity,
            "mode": "reading only" if self.read_only else "reading and writing",
        }
        wrong = self._wrong(free)
        return report | ({"wrong": wrong} if wrong else {})

    def _wrong(self, free: int) -> str:
        if not self._recorder.alive:
            return "the recorder has stopped: restart the server"
        if self.read_only:
            return f"only reading: {self.read_only}"
        if self._recorder.trouble:
            return f"the disk refuses: {self._recorder.trouble}"
        if self._floor.wrong:
            return self._floor.wrong
        if free < LEAST_FREE:
            return "less than 64 MB free where the data is: make room"
        return self._wrong_with_check()

    def _wrong_with_check(self) -> str:
        """Until it has ended nothing moves out of the write-ahead log: that grows."""
        if self._db.condition.checking and self._check_failed:
            return f"the database could not be checked, which is tried again: {self._check_failed}"
        if self._db.condition.checking and self._clock() > self._check_until:
            return (
                "the check of the database does not end, and tracker.db-wal grows meanwhile: "
                "look at the disk, then restart the server"
            )
        return ""

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Wait, beside the serving, for what the check says that the start has begun."""
        async with beside(self._check) if self._db.condition.checking else nullcontext():
            yield

    async def _check(self) -> None:
        log.info("The database is not as the last stop has left it: it is being checked")
        while self._db.condition.checking:
            try:
                if await self._db.checked() == "ok":
                    log.info("The database is sound")
            except Exception as error:
                self._check_failed = str(error) or repr(error)
                log.error("The database could not be checked, trying again: %r", error)
                await asyncio.sleep(CHECK_AGAIN)
