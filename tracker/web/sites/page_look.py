"""A look at a page of the owner's: whether our line is there, or something keeps it out."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.hosts import NotAHost, read_host
from tracker.domain.page_look import Finding, Looked, look
from tracker.services.sites.owners_pages import NoPage, Why
from tracker.web import keys
from tracker.web.asking.handler_marks import only_asks
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.pages.origin import own_origin
from tracker.web.sites.setup import page_of, script_url
from tracker.web.words.i18n import _

LONGEST = 500  # characters of an address
FOUND: dict[Finding, tuple[str, str]] = {
    Finding.MISSING: (
        _("The line is not on that page."),
        _(
            "Paste it there, before %(head)s. What a tag manager or an app puts in later cannot be "
            "seen from here: if yours does, open the page and look for “Tracker” in the browser’s "
            "console."
        ),
    ),
    Finding.OTHER_SITE: (
        _("The page has the line of another site."),
        _("Its data-site has to be %(key)s."),
    ),
    Finding.NO_SCRIPT: (
        _("The line is there, but the page keeps the script out: its Content-Security-Policy."),
        _("Add %(origin)s to its script-src and to its connect-src."),
    ),
    Finding.NO_SENDING: (
        _("The line is there, but the page lets nothing out: its Content-Security-Policy."),
        _("Add %(origin)s to its connect-src."),
    ),
    Finding.ALLOWED: (
        _("The line is there, and the page lets it in and out."),
        _(
            "Where your own visits are missing all the same, something in that browser blocks the "
            "script. “Send a test visit” in the same browser says whether it does. Switch the "
            "blocker off there, or serve the script below a path of your own site."
        ),
    ),
}
NOT_LOOKED: dict[Why, str] = {
    "private": _("It is at an address of this server’s own network, where owners may not look."),
    "name": _("Nobody knows that host."),
    "down": _("Nobody answers there."),
    "slow": _("It took too long."),
    "certificate": _("Its certificate is not valid."),
    "answer": _("It answers with status %(status)s."),
    "no page": _("It is no web page."),
}


class Said(NamedTuple):
    """`kind`: of a Finding, or "not looked"."""

    address: str
    kind: str
    title: str
    remedy: str


@only_asks
async def page_look(request: web.Request) -> web.Response:
    """It may wait some seconds for the page; nothing of it is kept."""
    site = await site_for(request, "editor")
    typed = (await fields_of(request)).get("page", "").strip()[:LONGEST]
    address = typed if "://" in typed else f"https://{typed}"
    try:
        read_host(address)
        page = await request.app[keys.OWNERS_PAGES].fetch(address)
    except NotAHost:
        return await page_of(request, site, looked=_unseen(typed, str(NOT_LOOKED["name"])))
    except NoPage as error:
        why = str(NOT_LOOKED[error.why]) % {"status": error.detail}
        return await page_of(request, site, looked=_unseen(address, why))
    found = look(Looked(page.address, page.html, page.policies, script_url(request), site.key))
    title, remedy = FOUND[found]
    words = {"head": "</head>", "key": site.key, "origin": own_origin(request)}
    said = Said(page.address, found.value, str(title), str(remedy) % words)
    return await page_of(request, site, looked=said)


def _unseen(address: str, why: str) -> Said:
    return Said(address, "not looked", _("That page could not be looked at."), why)
