"""From a record to the files, by a thread of its own: a slow disk never holds the serving up."""

from __future__ import annotations

import copy
import logging
import queue
from contextlib import suppress
from logging.handlers import QueueHandler, QueueListener
from typing import Any

from tracker.web.logs.floods import Floods
from tracker.web.logs.lines import FORMS
from tracker.web.logs.requests import add_request

log = logging.getLogger(__name__)

MOST_WAITING = 10_000  # lines
LAST_WORDS = 2.0  # seconds for the lines that wait at the end


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
