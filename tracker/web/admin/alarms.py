"""What the administrators have to hear of the server itself, and how the mail says it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web

from tracker.build import version
from tracker.services.background import beside
from tracker.services.limits.disk_space import LEAST_FREE, free_bytes
from tracker.services.mail.message import Mail
from tracker.services.upkeep.alarms import Alarms
from tracker.web import keys
from tracker.web.admin.erasing import erasing
from tracker.web.mail.writing import write
from tracker.web.words.figures import moment
from tracker.web.words.i18n import _

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0  # seconds

# For each kind: what is wrong, what to do, and that it is over.
WORDS = {
    "reading only": (
        _("Tracker only reads: nothing is recorded"),
        _("Hits and forms are answered 503. `tracker doctor` and the log say what to mend."),
        _("Tracker records again"),
    ),
    "disk": (
        _("The disk takes no more visits, or soon will not"),
        _("Hits are answered 503 while it refuses. Make room; old backups first."),
        _("The disk takes visits again"),
    ),
    "server": (
        _("Tracker is not ready"),
        _("Its log and `tracker doctor` say more."),
        _("Tracker is ready again"),
    ),
    "backups": (
        _("No backup is made"),
        _("Look at BACKUP_DIR, its room and its owner; `tracker backup` tries at once."),
        _("Backups are made again"),
    ),
    "mail": (
        _("Mails could not be delivered"),
        _("`tracker doctor` talks to the mail server and says what to mend."),
        _("Mails are delivered again"),
    ),
    "erasing": (
        _("Erasing old visits waits"),
        _(
            "If the clock and RETENTION_DAYS are right, it goes on by itself in an hour, or at "
            "once with `tracker prune --sure`. Else mend them now."
        ),
        _("Erasing no longer waits"),
    ),
}


@asynccontextmanager
async def alarms(app: web.Application) -> AsyncIterator[None]:
    """Looks every few seconds while the context is open."""
    config, settled = app[keys.CONFIG], app[keys.SETTLED]
    app[keys.ALARMS] = Alarms(
        app[keys.MAILER], config.admins, settled.steady, partial(alarm_mail, app)
    )
    async with beside(partial(_look, app)):
        yield


async def _look(app: web.Application) -> None:
    while True:
        app[keys.ALARMS].look(await wrong_with(app))
        await asyncio.sleep(LOOK_EVERY)


async def wrong_with(app: web.Application) -> dict[str, str]:
    """What is wrong now, by kind."""
    await app[keys.BACKUPS].look()
    found = {
        _kind(app): str(app[keys.HEALTH].report().get("wrong", "")),
        "backups": app[keys.BACKUPS].wrong,
        "mail": app[keys.MAILER].trouble,
        "erasing": "\n".join(erasing(app)),
    }
    return {kind: said for kind, said in found.items() if said}


def _kind(app: web.Application) -> str:
    if app[keys.KEPT].read_only:
        return "reading only"
    little = app[keys.FLOOR].refusal or free_bytes(app[keys.CONFIG].data_dir) < LEAST_FREE
    return "disk" if app[keys.RECORDER].trouble or little else "server"


def alarm_mail(app: web.Application, to: str, kind: str, said: str) -> Mail:
    """In nobody's language but the server's: no request has asked for it."""
    return Context().run(_mail, app, to, kind, said)


def _mail(app: web.Application, to: str, kind: str, said: str) -> Mail:
    config = app[keys.CONFIG]
    host = urlsplit(config.public_url).netloc or f"{config.host}:{config.port}"
    title, advice, over = map(str, WORDS[kind])
    facts = {
        _("Server"): f"{host}{config.base_path} ({config.environment})",
        _("Version"): version(),
        _("Time"): moment(app[keys.CLOCK]()),
    }
    context = {"title": title if said else over, "said": said, "facts": facts}
    return write(app, to, "alarm", **context, advice=advice if said else "")
