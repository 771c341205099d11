"""The files themselves: how large, how many, and what becomes of lines while the disk refuses."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import suppress
from logging.handlers import RotatingFileHandler, TimedRotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

log = logging.getLogger(__name__)

LARGEST, OLDER = 1_000_000, 10  # bytes of tracker.log, and how many older ones are kept
DAYS = 7  # of errors.log
A_DAY = 86_400  # seconds
MOST_ERRORS = 4_000_000  # bytes of a day's


class Trouble:
    """Says once that files cannot be written, and once that all of them can again."""

    def __init__(self) -> None:
        self._failing: set[object] = set()

    def fails(self, file: object, error: BaseException | None) -> None:
        """From now on this one does not work."""
        first = not self._failing
        self._failing.add(file)
        if first:
            log.error("The log files cannot be written, only the terminal has the log: %s", error)

    def works(self, file: object) -> None:
        """This one does."""
        if file in self._failing:
            self._failing.discard(file)
            if not self._failing:
                log.warning("The log files are written again")


class Hardy(logging.FileHandler):
    """A file that is opened anew for each line while it cannot be written."""

    trouble: Trouble

    def emit(self, record: logging.LogRecord) -> None:
        """To the file, or nowhere."""
        super().emit(record)
        if self.stream is not None:
            self.trouble.works(self)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        """Called while the error is being handled."""
        stream: TextIO | None = self.stream
        self.stream = None
        if stream is not None:
            with suppress(OSError):
                stream.close()
        self.trouble.fails(self, sys.exc_info()[1])

    def _open(self) -> Any:
        return open(self.baseFilename, "a", encoding="ascii", opener=private)


def private(path: str, flags: int) -> int:
    """An opener of files that not everybody on the machine reads."""
    return os.open(path, flags, 0o640)


class EverythingFile(Hardy, RotatingFileHandler):
    """tracker.log, tracker.log.1 and so on."""

    def __init__(self, path: Path, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(path, maxBytes=LARGEST, backupCount=OLDER, delay=True)


class ErrorFile(Hardy, TimedRotatingFileHandler):
    """errors.log, and one for each of the last days with its date behind it. A day's first errors
    tell most: when its file is full, the others are in tracker.log only."""

    def __init__(self, path: Path, trouble: Trouble) -> None:
        self.trouble = trouble
        self._said = False
        super().__init__(path, when="midnight", backupCount=DAYS, delay=True, utc=True)
        self.setLevel(logging.ERROR)

    def shouldRollover(self, record: logging.LogRecord) -> int:
        """Where the clock was ahead at the last one, the next is not a year away."""
        now = int(time.time())
        if self.rolloverAt - now > A_DAY:
            self.rolloverAt = self.computeRollover(now)
        return super().shouldRollover(record)

    def emit(self, record: logging.LogRecord) -> None:
        """To the file, while there is room in it for the day."""
        if self.shouldRollover(record) or not self._is_full():
            self._said = False
            super().emit(record)
        elif not self._said:
            self._said = True
            log.warning("errors.log is full for today; tracker.log has what else fails")

    def _is_full(self) -> bool:
        try:
            return Path(self.baseFilename).stat().st_size >= MOST_ERRORS
        except OSError:
            return False
