"""Errors in the shape of the product whose program asks: `{"error": "…"}`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps

from aiohttp import web

from tracker.domain.reports.question import BadQuestion, Unavailable
from tracker.services.reports.turns import TooManyQuestions
from tracker.storage.file.errors import StorageError
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.failing.errors import is_for_now, of_reports
from tracker.web.failing.faults import report
from tracker.web.failing.words import words

log = logging.getLogger(__name__)

Asked = Callable[[web.Request], Awaitable[web.StreamResponse]]
OURS = frozenset({"content-type", "content-length"})


def shaped(headers: Mapping[str, str], *, ours: bool = False) -> Callable[[Asked], Asked]:
    """Answered to any page and under any host that leads here, like collectors: what is read takes
    a token, never a cookie. `headers`: of every answer. `ours`: errors have the keys of our own
    API's, too."""

    def shape(handler: Asked) -> Asked:
        @wraps(handler)
        async def answered(request: web.Request) -> web.StreamResponse:
            response = await _answered(request, handler, ours)
            if not response.prepared:
                for name, value in headers.items():
                    response.headers.setdefault(name, value)
            return response

        return open_to_all(answered)

    return shape


async def _answered(request: web.Request, handler: Asked, ours: bool) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refused(error, ours)
    except (BadQuestion, TooManyQuestions, Unavailable) as error:
        return refused(of_reports(error), ours)
    except ConnectionError:
        raise  # The client has gone.
    except Exception as error:
        log.error("%s", type(error).__name__, exc_info=error)
        if not is_for_now(error):
            report(request.app, error, request)
        return failed(error)


def refused(error: web.HTTPException, ours: bool = False) -> web.Response:
    """What a handler has raised on purpose, with the headers that it has."""
    said = (error.text or "").strip()
    if said == f"{error.status}: {error.reason}":
        said = " ".join(str(each) for each in words(error.status))
    body = {"error": said} | ({"status": error.status, "detail": said} if ours else {})
    response = web.json_response(body, status=error.status)
    for name, value in error.headers.items():
        if name.lower() not in OURS:
            response.headers[name] = value
    return response


def failed(error: Exception) -> web.Response:
    """What nobody has expected, or a database that is not to be had."""
    status = 503 if isinstance(error, StorageError) else 500
    response = web.json_response({"error": " ".join(map(str, words(status)))}, status=status)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response
