"""Answers and errors in Umami's manner."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import wraps

import msgspec
from aiohttp import web

from tracker.domain.reports.question import BadQuestion, Unavailable
from tracker.services.reports.turns import TooManyQuestions
from tracker.storage.file.errors import StorageError
from tracker.web.api.said import as_json
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.failing.errors import is_for_now, of_reports
from tracker.web.failing.faults import report
from tracker.web.peers.answers import ANY_ORIGIN

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.Response]]
CODES = {
    400: ("Bad request", "bad-request"),
    401: ("Unauthorized", "unauthorized"),
    403: ("Forbidden", "forbidden"),
    404: ("Not found", "not-found"),
    413: ("Payload too large", "payload-too-large"),
    429: ("Too many requests", "too-many-requests"),
}
PREFLIGHT = {
    **ANY_ORIGIN,
    "Access-Control-Allow-Headers": "Authorization, Content-Type, x-umami-api-key",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Max-Age": "86400",
}
KEPT = ("WWW-Authenticate", "Retry-After")
OTHERS = ("Server error", "server-error")


class Problem(msgspec.Struct):
    """`detail` is ours: what is wrong, in a sentence."""

    message: str
    code: str
    status: int
    detail: str


def in_their_manner(handler: Handler) -> Handler:
    """What the handler refuses is said as Umami says it, and why besides."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except (BadQuestion, TooManyQuestions, Unavailable) as error:
            return refused(of_reports(error))
        except web.HTTPException as error:
            return refused(error)

    return answered


def read(handler: Handler) -> Handler:
    """The same to any page and under any host that leads here, as collectors: what is read takes a
    token, never a cookie."""
    in_words = in_their_manner(handler)

    @wraps(handler)
    async def answered(request: web.Request) -> web.Response:
        try:
            response = await in_words(request)
        except ConnectionError:
            raise  # The client has gone.
        except Exception as error:
            response = failed(request, error)
        response.headers.update(ANY_ORIGIN)
        return response

    return open_to_all(answered)


def failed(request: web.Request, error: Exception) -> web.Response:
    """What nobody has expected, or a database that is not to be had."""
    log.error("%s", type(error).__name__, exc_info=error)
    if not is_for_now(error):
        report(request.app, error, request)
    if isinstance(error, StorageError):
        return refused(web.HTTPServiceUnavailable(headers={"Retry-After": "2"}))
    return refused(web.HTTPInternalServerError())


@open_to_all
async def preflight(_request: web.Request) -> web.Response:
    """Whichever of its calls a page is about to make."""
    return web.Response(status=204, headers=PREFLIGHT)


def refused(error: web.HTTPException, code: str = "") -> web.Response:
    """`code`: theirs, where it says more than the status."""
    message, usual = CODES.get(error.status, OTHERS)
    said = error.text or ""
    detail = "" if said == f"{error.status}: {error.reason}" else said
    kept = {name: error.headers[name] for name in KEPT if name in error.headers}
    problem = Problem(message, code or usual, error.status, detail)
    return as_json({"error": problem}, error.status, **kept)


def as_time(at: int) -> str:
    """`2026-11-30T12:00:00.000Z`."""
    told = datetime.fromtimestamp(at / 1000, UTC)
    return told.isoformat(timespec="milliseconds").replace("+00:00", "Z")
