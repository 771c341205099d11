"""Two files beside the database that say how its last run ended.

`running` lies there while somebody writes, and after a stop without a goodbye; `stopped` after a
goodbye, with what the database's file looked like then.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from tracker.storage.disk.symlinks import write_text


class RunMarks:
    """The marks beside one database."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._running = database.with_name("running")
        self._stopped = database.with_name("stopped")

    @property
    def used(self) -> bool:
        """Whether there has been a database here."""
        return self._running.exists() or self._stopped.exists()

    @property
    def log_is_missing(self) -> bool:
        """Whether the last run left without a goodbye, and its write-ahead log is gone."""
        log = self._database.with_name(f"{self._database.name}-wal")
        return self._running.exists() and not log.exists()

    @property
    def untouched(self) -> bool:
        """Whether the file is as the last run has left it, which ended with a goodbye."""
        try:
            left = json.loads(self._stopped.read_text())
        except (OSError, ValueError):
            return False
        return not self._running.exists() and left == self._looks()

    @property
    def at(self) -> int:
        """When the last run began or, after a goodbye, ended (ms, UTC); 0 where there was none."""
        marks = (mark for mark in (self._running, self._stopped) if mark.exists())
        return max((mark.stat().st_mtime_ns // 1_000_000 for mark in marks), default=0)

    def begin(self) -> None:
        """Somebody writes from now on. A full disk keeps no server from starting."""
        with suppress(OSError):
            write_text(self._running, "")
            self._stopped.unlink(missing_ok=True)

    def end(self) -> None:
        """The file is closed, whole, and nothing waits beside it."""
        with suppress(OSError):
            write_text(self._stopped, json.dumps(self._looks()))
            self._running.unlink(missing_ok=True)

    def forget(self) -> None:
        """Another file takes the place of the one that the marks are about."""
        self._running.unlink(missing_ok=True)
        self._stopped.unlink(missing_ok=True)

    def _looks(self) -> dict[str, int]:
        found = self._database.stat()
        return {"size": found.st_size, "mtime_ns": found.st_mtime_ns}
