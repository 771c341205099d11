"""Keeps one place in the code from filling the log: what strangers can repeat, they repeat."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import msgspec

from tracker.web.logs.lines import file_of

log = logging.getLogger(__name__)

WINDOW = 10.0  # seconds
MOST_LINES = 300  # of one place in a window
MOST_TRACES = 20  # of those with a traceback: each is a hundred lines


class Place(msgspec.Struct):
    """What one line of our code, or of a library's, has logged in this window."""

    until: float
    lines: int = 0
    left_out: int = 0


class Floods:
    """A filter for each handler that writes: the first of them judges a record, for all."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._places: dict[tuple[str, int], Place] = {}  # as many as the code has
        self._look_again = 0.0

    def __call__(self, record: logging.LogRecord) -> bool:
        """Whether it is written. What is left out is counted, and told when its window ends."""
        if record.levelno < logging.INFO:
            return True
        verdict = vars(record).get("is_written")
        if verdict is None:
            verdict = record.is_written = self._judge(record)
        return bool(verdict)

    def _judge(self, record: logging.LogRecord) -> bool:
        now = self._now()
        if now >= self._look_again:
            self._look_again = now + 1.0
            self._tell(now)
        key = record.pathname, record.lineno
        place = self._places.get(key)
        if place is None or now >= place.until:
            place = self._places[key] = Place(now + WINDOW)
        place.lines += 1
        if place.lines <= (MOST_TRACES if record.exc_info else MOST_LINES):
            return True
        place.left_out += 1
        if place.left_out == 1:
            here = f"{file_of(record)}:{record.lineno}"
            log.warning("Too many lines from %s: for some seconds they are only counted", here)
        return False

    def _tell(self, now: float) -> None:
        for key, place in list(self._places.items()):  # other threads log, too
            if now >= place.until and self._places.pop(key, place).left_out:
                path, line = key
                name = path.rpartition("/")[2]
                log.warning("%d lines from %s:%d were left out", place.left_out, name, line)
