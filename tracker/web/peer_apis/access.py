"""Which sites the token of such a program reads, and which of them it means."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from aiohttp import web

from tracker.domain.peers.aliases import AliasKind
from tracker.services.accounts.personal_tokens import PREFIX, bearer_of_token
from tracker.services.sites.site_tokens import reader_for_token
from tracker.storage.accounts.personal_tokens import end_key
from tracker.storage.accounts.users import User
from tracker.storage.sites.sites import Site, sites_with_roles
from tracker.web import keys
from tracker.web.asking.bearers import LONGEST, must_have, unauthorized
from tracker.web.peers.admitting import token_in
from tracker.web.words.i18n import _

SCOPE = "reports"


class Reader(NamedTuple):
    """A program. `user`: whose token it is; None for one of a site."""

    sites: tuple[Site, ...]
    token: Hashable
    user: User | None = None
    name: str = ""  # of the token

    @property
    def user_id(self) -> int | None:
        """Whose segments it may name."""
        return self.user.id if self.user else None


async def reader_of(request: web.Request) -> Reader:
    """Whoever sends a token that reads reports: 401 without a good one, 403 for one that lacks
    the scope."""
    text = token_in(request)
    if not text or len(text) > LONGEST:
        raise unauthorized()
    return await (_person if text.startswith(PREFIX) else _program)(request, text)


async def _person(request: web.Request, text: str) -> Reader:
    db = request.app[keys.KEPT]
    bearer = await bearer_of_token(db, text, request.app[keys.CLOCK]())
    if bearer is None:
        raise unauthorized()
    must_have(SCOPE, bearer.token.scopes)
    theirs = await sites_with_roles(db, bearer.user.id)
    sites = tuple(site for site, _role in theirs)
    return Reader(sites, end_key(bearer.token.id), bearer.user, bearer.token.name)


async def _program(request: web.Request, text: str) -> Reader:
    app = request.app
    found = await reader_for_token(app[keys.KEPT], app[keys.SITES], text, app[keys.CLOCK]())
    if found is None:
        raise unauthorized()
    must_have(SCOPE, found.scopes)
    return Reader((found.site,), found.token_id)


def site_called(request: web.Request, reader: Reader, kind: AliasKind, name: str) -> Site | None:
    """The one of the reader's sites that is called so: what that product calls it, its number, key,
    name or one of its hosts. Of several with that name: 400."""
    aliases = request.app[keys.ALIASES]
    known = aliases.site(kind, name) or aliases.named("host", name)
    if known and any(known.id == site.id for site in reader.sites):
        return known
    for names in (_own_names, _hosts):
        found = [site for site in reader.sites if name in names(site)]
        if len(found) > 1:
            said = _("You have several sites of that name. Send the number of one: %(numbers)s.")
            numbers = ", ".join(str(site.id) for site in found)
            raise web.HTTPBadRequest(text=said % {"numbers": numbers})
        if found:
            return found[0]
    return None


def _own_names(site: Site) -> tuple[str, ...]:
    return (str(site.id), site.name, site.key)


def _hosts(site: Site) -> tuple[str, ...]:
    return site.hosts
