"""A site's reports for whoever has a shared link: read only, and no more than its owner chose."""

from __future__ import annotations

from functools import partial
from typing import Any

from aiohttp import web

from tracker.domain.reports.shared_links import SharedLink
from tracker.services.accounts.throttle import Try
from tracker.services.reports.asked_sites import asked_site
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.base_path import full_path
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.handler_marks import only_asks
from tracker.web.asking.retry_after import too_often, with_retry_after
from tracker.web.forms.passphrases import LONGEST
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.attribution import attribution
from tracker.web.pages.flags import FOLDER as FLAGS
from tracker.web.pages.pages import draw
from tracker.web.questions.reading import Wrong
from tracker.web.questions.scope import Scope
from tracker.web.reports.answers import patience
from tracker.web.reports.overview import overview_of
from tracker.web.sharing.forms import GuestForm
from tracker.web.sharing.frame import for_strangers, leads_nowhere, opened
from tracker.web.sharing.panels import offer_of
from tracker.web.sharing.passes import give_pass, has_pass
from tracker.web.sharing.reading import read_shared
from tracker.web.words.i18n import _, reader
from tracker.web.words.report_words import tab_names, teaching


@for_strangers
async def shared_page(request: web.Request) -> web.Response:
    """The overview, or the form for the password."""
    found = await opened(request)
    if found is None:
        return leads_nowhere(request)
    link, site = found
    if not has_pass(request, link):
        return _password_page(request, site, GuestForm())
    page = await report_page(request, link, site, "sharing/page.html")
    if link.is_found and not request.query_string:
        request[keys.IS_FOUND] = True
    return page


async def report_page(
    request: web.Request, link: SharedLink, site: Site, template: str
) -> web.Response:
    """What the address asks, in that template; the same one for all who ask it at once."""
    drawn = request.app[keys.DRAWN_PAGES]
    asked = (link, site, request.path_qs, reader())
    if page := await drawn.kept(asked):
        return page
    scope, within = await _scope(request, site, link), patience(request)
    _must_have_a_turn(request, link, scope)
    return await drawn.drawn(asked, partial(_drawn, request, link, scope, within, template))


async def _drawn(
    request: web.Request, link: SharedLink, scope: Scope, within: float | None, template: str
) -> web.Response:
    asks = partial(request.app[keys.STRANGERS_REPORTS].answer, link.id)
    shown = await overview_of(request, scope, within, asks)
    context = _context(request, link, scope)
    return draw(request, template, 503 if shown.fault else 200, shown=shown, **context)


@only_asks
@for_strangers
async def shared_password(request: web.Request) -> web.Response:
    """To the same page, or the form again: 401 when wrong, 429 when too often, as for log-ins."""
    found = await opened(request)
    if found is None:
        return leads_nowhere(request)
    link, site = found
    if has_pass(request, link):
        raise _to_the_page(request)
    form = await read_form(request, GuestForm)
    if not form.validate():
        return _password_page(request, site, form, 422)
    tried = Try(rate_key_of(request), f"link\0{link.id}")  # no name that somebody logs in with
    if wait := await request.app[keys.THROTTLE].admit(tried):
        form.password.errors = [too_often(wait)]
        return with_retry_after(_password_page(request, site, form, 429), wait)
    password = typed(form.password)[: LONGEST + 1]
    if not await request.app[keys.PASSWORDS].verify(link.password, password):
        form.password.errors = [_("The password is wrong.")]
        return _password_page(request, site, form, 401)
    await request.app[keys.THROTTLE].forgive(tried)
    page = _to_the_page(request)
    give_pass(request, page, link)
    raise page


def _to_the_page(request: web.Request) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(full_path(request.app, request.path_qs))


def _password_page(
    request: web.Request, site: Site, form: GuestForm, status: int = 200
) -> web.Response:
    page = draw(request, "sharing/password.html", status, user=None, site=site, form=form)
    # With "no-referrer" a browser on plain http does not say whose form it sends.
    page.headers["Referrer-Policy"] = "same-origin"
    return page


async def _scope(request: web.Request, site: Site, link: SharedLink) -> Scope:
    """What the address asks; 400 for what it may not, or cannot mean. No goals, no segments."""
    try:
        asked = read_shared(request.query, offer_of(link.panels))
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None
    app = request.app
    about = await asked_site(app[keys.KEPT], app[keys.FACTS], site, app[keys.CLOCK](), None)
    first_at = about.calendar.now if about.first_at is None else about.first_at
    return Scope(site, asked, about.calendar, first_at=first_at)


def _must_have_a_turn(request: web.Request, link: SharedLink, scope: Scope) -> None:
    """429 where the link has been asked too much just now."""
    if not request.app[keys.STRANGERS].may_ask(link.id, hash(scope.asked.query)):
        raise web.HTTPTooManyRequests(
            text=_("Many are looking at this page just now. Load it again in a second."),
            headers={"Retry-After": "1"},
        )


def _context(request: web.Request, link: SharedLink, scope: Scope) -> dict[str, Any]:
    site, now = scope.site, scope.calendar.now
    return {
        "user": None,
        "link": link,
        "site": site,
        "scope": scope,
        "asked": scope.asked,
        "role": None,
        "is_shared": True,
        "is_found": link.is_found,
        "names": tab_names(),
        "times": scope.times,
        "as_of": scope.times.clock(now)[:5],
        "teaching": teaching(),
        "flags": FLAGS,
        "now": request.app[keys.PRESENCE].now(site.id) if link.shows_now else None,
        "attribution": attribution(request) if "countries" in scope.asked.offer.parts else (),
    }
