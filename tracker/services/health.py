"""Whether the server can do its job: asked by /readyz, by people and by proxies."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from tracker.services.recorder import Recorder

log = logging.getLogger(__name__)

LEAST_FREE = 64 * 1024 * 1024  # bytes on the data folder's disk
# Releases with SQLite's WAL-reset fault: sqlite.org/wal.html#walresetbug
FIXED_IN = (3, 51, 3)
ALSO_FIXED = ((3, 50, 7), (3, 44, 6))


class Health:
    """`integrity`: checking, ok, or what is wrong. It is checked after a start that followed a
    stop without goodbye, beside the serving."""

    def __init__(self, data_dir: Path, recorder: Recorder) -> None:
        self._data_dir = data_dir
        self._recorder = recorder
        self.integrity = "ok"

    def report(self) -> dict[str, str | int]:
        """What is wrong stands in `wrong`, which is missing when nothing is."""
        free = shutil.disk_usage(self._data_dir).free
        report: dict[str, str | int] = {
            "writer": self._recorder.trouble or "ok",
            "queue": self._recorder.depth,
            "free_mb": free // 1_000_000,
            "integrity": self.integrity,
        }
        wrong = self._wrong(free)
        return report | ({"wrong": wrong} if wrong else {})

    def _wrong(self, free: int) -> str:
        if not self._recorder.alive:
            return "the recorder has stopped: restart the server"
        if self._recorder.trouble:
            return f"the disk refuses: {self._recorder.trouble}"
        if free < LEAST_FREE:
            return "less than 64 MB free where the data is: make room"
        return "" if self.integrity in ("ok", "checking") else f"database: {self.integrity}"

    @asynccontextmanager
    async def watching(self, path: Path) -> AsyncIterator[None]:
        """Check the database if the last stop was none; mark this run until its good end."""
        mark = self._data_dir / "running"
        check = asyncio.create_task(self._check(path)) if mark.exists() else None
        mark.touch()
        try:
            yield
        finally:
            if check:
                check.cancel()
                with suppress(asyncio.CancelledError):
                    await check
            mark.unlink(missing_ok=True)

    async def _check(self, path: Path) -> None:
        self.integrity = "checking"
        log.info("The last run ended without a goodbye: the database is being checked")
        self.integrity = await asyncio.to_thread(quick_check, path)
        level = logging.INFO if self.integrity == "ok" else logging.ERROR
        log.log(level, "Database check: %s", self.integrity)


def quick_check(path: Path) -> str:
    """SQLite's own word on the file: "ok", or its first complaint. Blocks, about 1 s a GB."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return str(connection.execute("pragma quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)


def known_fault(version: tuple[int, ...]) -> str:
    """A warning where this SQLite has the fault; "" where it has not."""
    if version >= FIXED_IN or any(
        fixed <= version < (fixed[0], fixed[1] + 1) for fixed in ALSO_FIXED
    ):
        return ""
    text = ".".join(map(str, version))
    return (
        f"SQLite {text} can corrupt a database that two processes write and checkpoint at once "
        "(fixed in 3.51.3). Tracker writes from one process; let no other program write the file."
    )
