"""Faults that no visitor meets, those of the work beside the pages, are told like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from tracker.web.failing.faults import report

# Where that work says what it has met: services themselves, and the loop of a task or a callback
# that nobody waits for. What fails a request is reported by whoever answers it.
LOGGERS = ("tracker.services", "asyncio")


@contextmanager
def told_of_quiet_faults(app: web.Application) -> Iterator[None]:
    """While the context is open, an error that is logged there with its traceback is reported."""
    handler = _Reporting(app, asyncio.get_running_loop())
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(handler)


class _Reporting(logging.Handler):
    def __init__(self, app: web.Application, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(logging.ERROR)
        self._app = app
        self._loop = loop

    def emit(self, record: logging.LogRecord) -> None:
        """Later, and in the loop: a thread may have logged it, or the mailer itself."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._loop.call_soon_threadsafe(report, self._app, error)
