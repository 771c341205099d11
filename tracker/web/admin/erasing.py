"""What waits to be erased by its age, for that may be a mistake; and an admin's word on it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.services.erasing.doubts import MOST_OF_IT, Due, in_words
from tracker.web import keys
from tracker.web.accounts.proofs import ask_again
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import admin
from tracker.web.pages.pages import url
from tracker.web.words.i18n import _


async def erasing_allow(request: web.Request) -> web.Response:
    """What waits goes now; what waits since somebody has loaded the page is shown first."""
    await admin(request)
    title, what = _("Erase them"), _("What is named there is erased now, for good.")
    if asked := await ask_again(request, title, what, url(request, "admin")):
        return asked
    pruning = request.app[keys.PRUNING]
    for each in pruning.waiting:
        await audit(request, "erasing allowed", f"site {each.site.id}")
    pruning.go_on()
    raise web.HTTPSeeOther(url(request, "admin"))


def erasing(app: web.Application) -> list[str]:
    """A sentence for each site of which something waits; for who runs the server."""
    return [in_words(each) for each in app[keys.PRUNING].waiting]


def for_readers(app: web.Application) -> list[dict[str, Any]]:
    """The same for a page, in its reader's words."""
    return [
        {"due": each, "why": _why(each)}  # a template fills in figures and times
        for each in app[keys.PRUNING].waiting
    ]


def _why(due: Due) -> str:
    if due.doubt == MOST_OF_IT:
        return _("That is most of the site.")
    said = _("The clock is %(days)s days ahead of what was expected.")
    return said % {"days": f"{due.days_ahead:,}"}
