"""Tokens with which programs read a site: making, listing, revoking."""

from __future__ import annotations

from aiohttp import web

from tracker.services.sites import site_tokens
from tracker.storage.sites.sites import Site
from tracker.storage.sites.tokens import TooManyTokens, tokens_of
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.sites import SITE_SCOPES, SiteTokenForm
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _


async def token_list(request: web.Request) -> web.Response:
    """The site's tokens."""
    site = await site_for(request, "editor")
    return await _page(
        request, site, SiteTokenForm(), await proof_of(request, await signed_in(request))
    )


async def token_add(request: web.Request) -> web.Response:
    """Make a token. Its text is in this answer and nowhere else, so there is no redirect."""
    site = await site_for(request, "editor")
    user, form = await signed_in(request), await read_form(request, SiteTokenForm)
    proof = await proof_of(request, user)
    if not form.validate() or not await is_proved(request, proof, user):
        return await _page(request, site, form, proof, status=422)
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    try:
        token = await site_tokens.issue_token(
            db, site.id, typed(form.name), now, user_id=user.id, scopes=form.allowed()
        )
    except TooManyTokens:
        form.name.errors = [_("This site has 50 tokens. Revoke one first.")]
        return await _page(request, site, form, proof, status=422)
    await audit(request, "site token made", f"site {site.id}")
    return await _page(request, site, SiteTokenForm(), proof, fresh=token)


async def token_revoke(request: web.Request) -> web.Response:
    """Have a token refused from now on; doing it twice is no error."""
    site = await site_for(request, "editor")
    token_id = int(request.match_info["token_id"])
    db, ends = request.app[keys.KEPT], request.app[keys.TOKEN_ENDS]
    if await site_tokens.revoke_token(db, ends, site.id, token_id):
        await audit(request, "site token revoked", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_tokens", site_id=site.id))


async def _page(
    request: web.Request,
    site: Site,
    form: SiteTokenForm,
    proof: Proof,
    status: int = 200,
    *,
    fresh: str = "",
) -> web.Response:
    kept = await tokens_of(request.app[keys.KEPT], site.id)
    return await render(
        request,
        "sites/tokens.html",
        status,
        site=site,
        form=form,
        proof=proof,
        tokens=kept,
        scope_names=SITE_SCOPES,
        fresh=fresh,
        origin=own_origin(request),
    )
