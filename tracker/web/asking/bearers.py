"""Whom the token of a program lets in. A cookie never opens the API, a token never a page."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from aiohttp import web

from tracker.domain.roles import Role, may
from tracker.services.accounts.personal_tokens import PREFIX, bearer_of_token
from tracker.services.sites import site_tokens
from tracker.storage.accounts.personal_tokens import Bearer, end_key
from tracker.storage.sites.sites import Site, member_site
from tracker.web import keys
from tracker.web.words.i18n import _

LONGEST = 200  # characters of what may be a token


class Reading(NamedTuple):
    """A program that reads a site: on whose account its stream counts, and what ends it."""

    site: Site
    user_id: int
    token: Hashable  # what TOKEN_ENDS knows it by
    until: int | None = None  # ms, UTC
    by_membership: bool = False


async def reading(request: web.Request, scope: str = "read") -> Reading:
    """The site in the path, if the request's token reads it: 401 without a good token, 403 for one
    that lacks the scope, and 404 for another site, whether it exists or not."""
    text = bearer_text(request)
    if text.startswith(PREFIX):
        bearer = await bearer_for(request, scope)
        return _of_member(bearer, await site_of_bearer(request, bearer, "viewer"))
    reader = await reader_for(request, text)
    if reader.site.id != int(request.match_info["site_id"]):
        raise web.HTTPNotFound
    return _of_site(reader, scope)


async def reader_for(request: web.Request, text: str) -> site_tokens.Reader:
    """The site behind that token of one; raises 401 for one that is not good."""
    app = request.app
    reader = await site_tokens.reader_for_token(
        app[keys.KEPT], app[keys.SITES], text, app[keys.CLOCK]()
    )
    if reader is None:
        raise unauthorized()
    return reader


def _of_site(reader: site_tokens.Reader, scope: str) -> Reading:
    must_have(scope, reader.scopes)
    return Reading(reader.site, reader.site.owner_id, reader.token_id)


def _of_member(bearer: Bearer, site: Site) -> Reading:
    token = bearer.token
    return Reading(site, bearer.user.id, end_key(token.id), token.until, True)


@contextmanager
def until_it_ends(request: web.Request, reading: Reading) -> Iterator[asyncio.Event]:
    """An event that is set when the token is revoked or runs out, or its user is switched off or
    off the site."""
    app, loop = request.app, asyncio.get_running_loop()
    with app[keys.TOKEN_ENDS].watch(reading.token) as ended:
        late = None
        if reading.until is not None:
            late = loop.call_later((reading.until - app[keys.CLOCK]()) / 1000, ended.set)
        try:
            if reading.by_membership:
                with app[keys.TEAMS].watch(reading.site.id, reading.user_id, ended):
                    yield ended
            else:
                yield ended
        finally:
            if late:
                late.cancel()


async def bearer_for(request: web.Request, scope: str) -> Bearer:
    """The person behind the request's token: 401 without a good one of a person, 403 for one that
    may not do this."""
    app = request.app
    bearer = await bearer_of_token(app[keys.KEPT], bearer_text(request), app[keys.CLOCK]())
    if bearer is None:
        raise unauthorized()
    must_have(scope, bearer.token.scopes)
    return bearer


def must_have(scope: str, scopes: tuple[str, ...]) -> None:
    """403 for a token without it."""
    if scope not in scopes:
        said = _("This token may not do that: it lacks the scope %(scope)s.")
        lacking = f'Bearer error="insufficient_scope", scope="{scope}"'
        text, headers = said % {"scope": scope}, {"WWW-Authenticate": lacking}
        raise web.HTTPForbidden(text=text, headers=headers)


async def site_of_bearer(request: web.Request, bearer: Bearer, role: Role) -> Site:
    """The site in the path, as `site_for` has it for browsers."""
    site_id = int(request.match_info["site_id"])
    found = await member_site(request.app[keys.KEPT], bearer.user.id, site_id)
    if found is None:
        raise web.HTTPNotFound
    site, theirs = found
    if not may(theirs, role):
        raise web.HTTPForbidden(text=_("This takes an editor or an owner of the site."))
    return site


def bearer_text(request: web.Request) -> str:
    """The token as it was sent; raises 401 for none."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip() or len(text) > LONGEST:
        raise unauthorized()
    return text.strip()


def unauthorized() -> web.HTTPUnauthorized:
    """Without a good token nobody learns what there is."""
    return web.HTTPUnauthorized(
        text=_("Send a token: Authorization: Bearer trk…"),
        headers={"WWW-Authenticate": "Bearer"},
    )
