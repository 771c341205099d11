"""On the way to the provider.

A form begins it, so that no other site does, and its answer is a page that moves on by itself. A
redirect would not do: browsers hold each hop after a form to form-action, and where a provider
sends somebody on to another one nobody knows beforehand.
"""

from __future__ import annotations

import secrets

from aiohttp import web

from tracker.services.accounts.throttle import Try
from tracker.services.providers.begun import LIFE, Begun, begin
from tracker.services.providers.trouble import ProviderTrouble
from tracker.web import keys
from tracker.web.accounts.proofs import ask_again
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.handler_marks import only_asks
from tracker.web.asking.redirects import safe_target
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.short_cookies import ShortCookie
from tracker.web.pages.pages import render, url
from tracker.web.providers.refusals import in_trouble, provider_of
from tracker.web.signing_in.opened_links import quiet
from tracker.web.words.i18n import _

BROWSER = ShortCookie("-provider", int(LIFE))


@only_asks
async def provider_begin(request: web.Request) -> web.Response:
    """To log in; with ?again=1 also whoever is signed in at the provider shows who they are."""
    provider_of(request)
    target = safe_target(request.query.get("next", "/"))
    again = request.query.get("again") == "1"
    return await _depart(request, begin(_browser_of(request), target, once_more=again))


@only_asks
async def provider_link(request: web.Request) -> web.Response:
    """To have it as a way into one's account, which a stolen session must not make."""
    user, back = await signed_in(request), url(request, "account")
    provider = request.app[keys.PROVIDER]
    if provider is None:
        raise web.HTTPSeeOther(back)
    title = _("Link %(name)s") % {"name": provider.name}
    what = _("Whoever signs in there as you is logged in here.")
    if asked := await ask_again(request, title, what, back):
        return asked
    return await _depart(request, begin(_browser_of(request), "/account", linked_to=user.id))


def _browser_of(request: web.Request) -> str:
    """The secret that it keeps, or a new one: several tabs may be on the way."""
    return BROWSER.read(request) or secrets.token_urlsafe(32)


async def _depart(request: web.Request, begun: Begun) -> web.Response:
    if wait := await request.app[keys.THROTTLE].admit(Try(rate_key_of(request))):
        raise web.HTTPTooManyRequests(text=too_often(wait), headers={"Retry-After": f"{wait:.0f}"})
    provider = provider_of(request)
    state = await request.app[keys.BEGUN_SIGN_INS].keep(begun)
    try:
        address = await provider.address(begun, state)
    except ProviderTrouble as trouble:
        return await in_trouble(request, trouble)
    page = await render(request, "providers/departure.html", address=address, name=provider.name)
    BROWSER.give(request, page, begun.browser)
    return quiet(page)
