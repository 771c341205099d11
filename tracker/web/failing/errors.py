"""The only place that knows which status an error becomes."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.domain.reports.question import BadQuestion, Unavailable
from tracker.services.accounts.passwords import Busy
from tracker.services.mail.mailer import MailboxFull
from tracker.services.reports.turns import TooManyQuestions
from tracker.storage.file.complaints import complaint
from tracker.storage.file.errors import (
    Damaged,
    Locked,
    ReadOnly,
    ReadTooSlow,
    RefusesForNow,
    Unwritable,
)
from tracker.web import keys
from tracker.web.asking.developers import is_for_developers
from tracker.web.asking.sessions import meet
from tracker.web.failing.answers import answer, busy, later, wants_json
from tracker.web.failing.debug import debug_page
from tracker.web.failing.faults import report
from tracker.web.failing.reloaded import page_of_form
from tracker.web.failing.words import DAMAGED, READING_ONLY
from tracker.web.logs import requests
from tracker.web.words.i18n import _, as_written

log = logging.getLogger(__name__)

SLOW = _(
    "The answer took more than 5 seconds, and was given up. Ask about fewer days, or with fewer "
    "conditions and dimensions."
)
AGAIN = {"absent": "3600", "slow": "10", "stuck": "60", "closed": "5"}  # seconds
WARNED = frozenset({400, 403, 421})


@web.middleware
async def show_errors(  # noqa: PLR0911 (an error each)
    request: web.Request, handler: Handler
) -> web.StreamResponse:
    """Every error leaves as a page, or as JSON where that was asked for."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        if page := await page_of_form(request):
            raise web.HTTPSeeOther(page) from None
        await meet(request)
        return refused(request, error)
    except ConnectionError:
        raise  # The client has gone; nobody is left to read a page.
    except (Busy, MailboxFull):
        return busy(request)
    except (BadQuestion, TooManyQuestions, Unavailable) as error:
        return refused(request, of_reports(error))
    except ReadOnly:
        return later(request, READING_ONLY)
    except Exception as error:
        if keys.PREPARED not in request and (answered := of_the_file(request, error)):
            return answered
        log.error("%s", type(error).__name__, exc_info=error)
        told = not is_for_now(error) and report(request.app, error, request)
        if begun := request.get(keys.PREPARED):
            return cut_off(request, begun)
        return busy(request) if isinstance(error, RefusesForNow) else failed(request, error, told)


def refused(request: web.Request, error: web.HTTPException) -> web.Response:
    """An error that a handler has raised on purpose."""
    said = (error.text or "").strip()
    reason = "" if said == f"{error.status}: {error.reason}" else said
    if error.status in WARNED:
        written = request.get(keys.WRITTEN) or as_written(reason)
        log.warning("%s: %s", error.status, written or error.reason)
    response = answer(request, error.status, reason)
    for name, value in error.headers.items():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers.add(name, value)
    return response


def of_reports(error: BadQuestion | TooManyQuestions | Unavailable) -> web.HTTPException:
    """What cannot be answered so, or not now: as the handler's own word."""
    if isinstance(error, BadQuestion):
        return web.HTTPBadRequest(text=str(error))
    if isinstance(error, TooManyQuestions):
        said = _("Too many questions at once. Wait for some of the answers.")
        return web.HTTPTooManyRequests(text=said, headers={"Retry-After": "1"})
    said = SLOW if error.reason == "slow" else str(error)
    wait = {"Retry-After": AGAIN[error.reason]}
    return web.HTTPServiceUnavailable(text=str(said), headers=wait)


def of_the_file(request: web.Request, error: Exception) -> web.Response | None:
    """The answer where the database's file is the reason: broken, without room, not ours to write,
    or another program's for a moment. One line says so; where our code stood explains nothing."""
    if isinstance(error, Damaged):
        report(request.app, error, request)
        return later(request, DAMAGED)  # the log has it already, and /readyz
    if not isinstance(error, Locked | Unwritable):
        return None
    log.error("%s", complaint(request.app[keys.DATABASE].path, error) if error.code else error)
    if isinstance(error, Locked):
        return busy(request)
    report(request.app, error, request)
    return later(request, READING_ONLY)


def is_for_now(error: Exception) -> bool:
    """Whether it is no fault of the server: somebody else has the database for a moment."""
    return isinstance(error, Locked | ReadTooSlow)


def failed(request: web.Request, error: Exception, told: bool) -> web.Response:
    """An error that nobody expected; the page names its line in the log. `told`: the
    administrators know."""
    if is_for_developers(request) and not wants_json(request):
        return debug_page(request, error)
    return answer(request, 500, "", requests.reference(request), told)


def cut_off(request: web.Request, begun: web.StreamResponse) -> web.StreamResponse:
    """Half an answer must not look like a whole one."""
    if request.transport:
        request.transport.abort()
    return begun
