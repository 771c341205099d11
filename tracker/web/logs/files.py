"""The log in LOG_DIR: everything in tracker.log, errors once more in errors.log.

Files are written by a thread of their own, so that a slow disk never holds the serving up.
"""

from __future__ import annotations

import copy
import errno
import logging
import os
import queue
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from logging.handlers import (
    QueueHandler,
    QueueListener,
    RotatingFileHandler,
    TimedRotatingFileHandler,
)
from pathlib import Path
from typing import Any, TextIO

from tracker.web.logs.floods import Floods
from tracker.web.logs.lines import FORMS
from tracker.web.logs.requests import add_request

log = logging.getLogger(__name__)

LARGEST, OLDER = 1_000_000, 10  # bytes of tracker.log, and how many older ones are kept
DAYS = 7  # of errors.log
A_DAY = 86_400  # seconds
MOST_ERRORS = 4_000_000  # bytes of a day's
MOST_WAITING = 10_000  # lines
LAST_WORDS = 2.0  # seconds for the lines that wait at the end
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


OPEN: set[logging.FileHandler] = set()


class NoLogFolder(Exception):
    """LOG_DIR cannot be written; the message is one sentence for the operator."""


@contextmanager
def log_files(folder: Path | None, form: str = "text") -> Iterator[None]:
    """Every logger's lines go to the files too while the context is open; the last of them are
    written at its end. Raises NoLogFolder; a disk that is only full is waited for."""
    if folder is None:
        yield
        return
    check(folder)
    front, trouble = Front(form), Trouble()
    everything = EverythingFile(folder / "tracker.log", trouble)
    errors = ErrorFile(folder / "errors.log", trouble)
    writing = Writing(front.queue, everything, errors, respect_handler_level=True)
    root = logging.getLogger()
    writing.start()
    root.addHandler(front)
    OPEN.update((everything, errors))
    try:
        yield
    finally:
        OPEN.clear()
        root.removeHandler(front)
        if writing.ended():
            everything.close()
            errors.close()
        else:
            give_up({everything, errors})


def reopen() -> None:
    """The next line opens its file anew: somebody has moved it away. Blocks on the disk."""
    for file in OPEN:
        with file.lock or nullcontext():
            stream, file.stream = file.stream, None
            if stream is not None:
                stream.close()


def give_up(handlers: set[logging.Handler]) -> None:
    """The disk hangs, and with it the thread that has their locks. Python would wait for those at
    the process's end, for ever."""
    known = logging._handlerList  # type: ignore[attr-defined]
    known[:] = [each for each in known if each() not in handlers]


def check(folder: Path) -> None:
    """Whether the files can be made there."""
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        for name in ("tracker.log", "errors.log"):
            os.close(private(str(folder / name), os.O_WRONLY | os.O_APPEND | os.O_CREAT))
    except OSError as error:
        if error.errno not in FULL:
            text = f"LOG_DIR={folder} cannot be written: {error.strerror}."
            raise NoLogFolder(
                f"{text} Choose a folder of the user that runs the server."
            ) from error


def private(path: str, flags: int) -> int:
    """An opener of files that not everybody on the machine reads."""
    return os.open(path, flags, 0o640)


class Front(QueueHandler):
    """Takes a record where it happens, writes it as a line, and hands that on."""

    queue: queue.Queue[Any]

    def __init__(self, form: str) -> None:
        super().__init__(queue.Queue(MOST_WAITING))
        self.addFilter(Floods())
        self.addFilter(add_request)
        self.setFormatter(FORMS[form]())
        self._left_out = 0

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """The record with its line for a message: what it refers to may change or go away."""
        line = copy.copy(record)
        line.msg, line.args = self.format(record), None
        line.exc_info = line.exc_text = line.stack_info = None
        return line

    def enqueue(self, record: logging.LogRecord) -> None:
        """A disk that hangs costs lines, never memory and never time."""
        try:
            super().enqueue(record)
        except queue.Full:
            self._left_out += 1
            return
        if self._left_out:
            left_out, self._left_out = self._left_out, 0
            log.warning("%d lines are missing in the log files: the disk was too slow", left_out)


class Writing(QueueListener):
    """The thread that writes. Its end is waited for, but not for ever."""

    def ended(self) -> bool:
        """Whether all that waited was written in time."""
        assert self._thread is not None
        with suppress(queue.Full):
            self.queue.put(self._sentinel, timeout=LAST_WORDS)  # type: ignore[attr-defined]
        self._thread.join(LAST_WORDS)
        return not self._thread.is_alive()


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
