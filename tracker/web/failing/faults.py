"""What a fault is called, and the mail about it: where in the code, never with what."""

from __future__ import annotations

import logging
import traceback
from contextvars import Context
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from aiohttp import web

from tracker import resources
from tracker.build import version
from tracker.services.mail.message import Mail
from tracker.web import keys
from tracker.web.logs import requests
from tracker.web.logs.lines import ROOT
from tracker.web.mail.writing import write
from tracker.web.words.figures import moment
from tracker.web.words.i18n import _

log = logging.getLogger(__name__)

MOST_FRAMES = 30


def report(app: web.Application, error: BaseException, request: web.Request | None = None) -> bool:
    """Count the fault and tell the administrators; whether they know of its kind.

    Never raises: what cannot be told must not spoil the answer."""
    try:
        kind = kind_of(error)
        facts = Facts(app, error, kind, request)
        return app[keys.FAULTS].report(kind, facts.mail)
    except Exception:
        log.exception("The administrators could not be told")
        return False


def kind_of(error: BaseException) -> str:
    """`ZeroDivisionError in tracker/web/sites/sites.py:31`: its type and our innermost frame."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if is_ours(frame.filename)] or frames
    where = f" in {shown_file(ours[-1].filename)}:{ours[-1].lineno}" if ours else ""
    return type(error).__name__ + where


def is_ours(filename: str) -> bool:
    """Whether the file is the server's own, not a library's."""
    return Path(filename).is_relative_to(resources.HERE)


def shown_file(filename: str) -> str:
    """`tracker/web/sites/sites.py`, or only the name of a file that is not ours."""
    path = Path(filename)
    return str(path.relative_to(ROOT)) if is_ours(filename) else path.name


def trace_of(trace: TracebackType | None) -> str:
    """Files, lines and code. The error's own words may hold what a visitor sent, so they stay out:
    the log has them."""
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return "\n".join(
        f"{shown_file(frame.filename)}:{frame.lineno} in {frame.name}\n    {frame.line}"
        for frame in frames
    )


class Facts:
    """What is known of a fault when it happens, for the mail about it."""

    def __init__(
        self, app: web.Application, error: BaseException, kind: str, request: web.Request | None
    ) -> None:
        self._app = app
        self._error = error
        self._kind = kind
        self._reference = requests.reference(request) if request is not None else ""
        self._address = f"{request.method} {_pattern(request)}" if request is not None else ""

    def mail(self, to: str, count: int) -> Mail:
        """The mail to one administrator; not in the language of whoever met the fault."""
        return Context().run(self._mail, to, count)

    def _mail(self, to: str, count: int) -> Mail:
        config = self._app[keys.CONFIG]
        host = urlsplit(config.public_url).netloc or f"{config.host}:{config.port}"
        facts = {
            _("Request"): self._reference or "-",
            _("Address"): self._address or "-",
            _("Server"): f"{host}{config.base_path} ({config.environment})",
            _("Version"): version(),
            _("Time"): moment(self._app[keys.CLOCK]()),
        }
        trace = trace_of(self._error.__traceback__)
        said = {"kind": self._kind, "count": count, "facts": facts, "trace": trace}
        return write(self._app, to, "error_report", **said)


def _pattern(request: web.Request) -> str:
    """The route's own words: a path may hold a token, a name or an address."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""
