"""Log lines: one per event whatever the input, with its request; no address, cookie or token."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from tracker.web import keys

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
STRANGER = -1


def configure(level: str, stream: TextIO = sys.stderr, many_lines: bool = False) -> None:
    """Send every logger's lines to the stream; `many_lines` lets tracebacks stay readable."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(add_request)
    handler.setFormatter(OneLine(many_lines))
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


class OneLine(logging.Formatter):
    """`time LEVEL [request] METHOD path user=7 logger: message [in file:line]`."""

    def __init__(self, many_lines: bool = False) -> None:
        super().__init__()
        self._many_lines = many_lines

    def format(self, record: logging.LogRecord) -> str:
        """ASCII only, so that no byte of a request can end the line or move the cursor."""
        moment = time.gmtime(record.created)
        line = (
            f"{time.strftime('%Y-%m-%dT%H:%M:%S', moment)}.{int(record.msecs):03}Z "
            f"{record.levelname} [{getattr(record, 'request', '-')}] "
            f"{getattr(record, 'method', '-')} {getattr(record, 'path', '-')} "
            f"user={getattr(record, 'user', STRANGER)} {record.name}: "
            f"{record.getMessage()} [in {place_of(record)}]"
        )
        return flat(line) + self._trace(record)

    def _trace(self, record: logging.LogRecord) -> str:
        if not record.exc_info or record.exc_info[1] is None:
            return ""
        lines = "".join(traceback.format_exception(record.exc_info[1])).rstrip().split("\n")
        if self._many_lines:
            return "".join("\n    " + flat(line) for line in lines)
        return " | " + " | ".join(flat(line.strip()) for line in lines)


def flat(text: str) -> str:
    """Printable ASCII; everything else as an escape."""
    escaped = text.encode("ascii", "backslashreplace").decode("ascii")
    return "".join(char if " " <= char <= "~" else f"\\x{ord(char):02x}" for char in escaped)


def place_of(record: logging.LogRecord) -> str:
    """`tracker/web/errors.py:31`."""
    path = Path(record.pathname)
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.name)
    return f"{shown}:{record.lineno}"


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
