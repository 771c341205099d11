"""Links that were mailed, when they are opened. Opening one changes nothing: mail scanners do it
too. A click on the page's button does."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.mailed_links import Worth, worth_of
from tracker.domain.tokens import hash_of
from tracker.storage.accounts.mailed_links import MailedLink, Purpose, find_link
from tracker.web import keys
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.asking_browser import ASKED
from tracker.web.words.i18n import _

# Neither another site nor a log of our own pages' referrers learns the token; unlike no-referrer it
# lets browsers say where the form was sent from.
QUIET = {"Referrer-Policy": "strict-origin"}

ASK_AGAIN = {
    "login": "login_link_ask",
    "reset": "reset_ask",
    "email": "email",
    "register": "register",
}
STATUS = {Worth.USED: 410, Worth.EXPIRED: 410, Worth.FOREIGN: 403, Worth.UNKNOWN: 404}


async def opened(request: web.Request, purpose: Purpose) -> MailedLink | web.Response:
    """The link in the path, or the page that says why it is not good."""
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    link = await find_link(db, purpose, request.match_info["token"])
    if link is None:
        return await not_good(request, purpose, Worth.UNKNOWN)
    browser = hash_of(ASKED.read(request))
    worth = worth_of(link.created_at, link.used_at, link.browser_hash, browser, now)
    return link if worth is Worth.GOOD else await not_good(request, purpose, worth)


async def not_good(request: web.Request, purpose: str, worth: Worth) -> web.Response:
    """What became of the link, and the way to another."""
    title, detail = WORDS[worth]
    context = {
        "title": title,
        "detail": detail,
        "again": url(request, ASK_AGAIN[purpose]),
    }
    return quiet(await render(request, "links/not_good.html", STATUS[worth], **context))


def quiet(response: web.Response) -> web.Response:
    """A page whose address is a secret."""
    response.headers.update(QUIET)
    return response


WORDS = {
    Worth.USED: (
        _("This link has been used"),
        _("Each link is good once. If it was not you who used it, ask for another one now."),
    ),
    Worth.EXPIRED: (
        _("This link has run out"),
        _("Each link is good for 15 minutes."),
    ),
    Worth.FOREIGN: (
        _("This link belongs to another browser"),
        _(
            "It is good only in the browser in which it was asked for. Open it there, or ask for "
            "another one from here."
        ),
    ),
    Worth.UNKNOWN: (
        _("This link no longer works"),
        _(
            "Part of it may be missing, or something has ended it: another password, another "
            "address, or that it is more than a day old."
        ),
    ),
}
