"""What is logged: each event with its request; never an address, a cookie or a token."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TextIO

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from tracker.web import keys
from tracker.web.logs.floods import Floods
from tracker.web.logs.lines import FORMS, STRANGER

log = logging.getLogger(__name__)


def configure(level: str, stream: TextIO = sys.stderr, form: str = "text") -> None:
    """Send every logger's lines to the stream, as LOG_FORMAT has it."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(Floods())
    handler.addFilter(add_request)
    handler.setFormatter(FORMS[form]())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("asyncio", "aiosqlite"):
        logging.getLogger(noisy).setLevel(max(logging.INFO, root.level))
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)  # its lines carry addresses
    quiet_parser()


@dataclass(slots=True)
class Current:
    """The request that a task is working on."""

    request: web.Request
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    task: asyncio.Task[object] | None = field(default_factory=asyncio.current_task)


_current: ContextVar[Current | None] = ContextVar("request", default=None)


@web.middleware
async def know_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let every line that this request causes carry its id."""
    with remembered(request):
        log.debug("begins")
        return await handler(request)


@contextmanager
def remembered(request: web.Request) -> Iterator[None]:
    """The same for a handler that no middleware meets, such as the beacon's when it refuses."""
    token = _current.set(Current(request))
    try:
        yield
    finally:
        _current.reset(token)


def reference(request: web.Request) -> str:
    """The id under which this request is in the log."""
    current = _current.get()
    return current.id if current and current.request is request else ""


def add_request(record: logging.LogRecord) -> bool:
    """A filter that only adds: the request, where this task is the one that serves it. What has
    no request of its own, as on the fast path, may bring method and path along."""
    current = _mine()
    record.request = current.id if current else "-"
    if current:
        record.method, record.path = current.request.method, shown_path(current.request)
    login = current.request.get(keys.LOGIN) if current else None
    record.user = login.user.id if login else STRANGER
    return True


def _mine() -> Current | None:
    """A task started while serving inherits the variable and must not pass for the request."""
    current = _current.get()
    if current is None:
        return None
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a thread that works for the request
        return current
    return current if task is current.task else None


def shown_path(request: web.Request) -> str:
    """The path without its query; a token in it is replaced by the route's own words."""
    if "token" in request.match_info:
        resource = request.match_info.route.resource
        return resource.canonical if resource else "-"
    return request.path


def quiet_parser() -> None:
    """What is not HTTP at all would be a traceback with the sender's address for each request."""
    logger = logging.getLogger("aiohttp.server")
    if tame not in logger.filters:
        logger.addFilter(tame)


def tame(record: logging.LogRecord) -> bool:
    """Turn the server's complaint about a malformed request into one line without its bytes."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "400: not HTTP: %s", (type(error).__name__,)
        record.exc_info = None
    elif record.msg == "Error handling request from %s":
        record.msg, record.args = "Error handling request", ()
    return True
