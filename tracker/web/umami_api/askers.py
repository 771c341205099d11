"""Who asks, by a token, and about which site."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from aiohttp import web

from tracker.domain.umami_api.numbered import number_of
from tracker.services.accounts.personal_tokens import PREFIX, bearer_of_token
from tracker.services.sites.site_tokens import reader_for_token
from tracker.storage.accounts.personal_tokens import end_key
from tracker.storage.accounts.users import User
from tracker.storage.sites.sites import Site, member_site, sites_with_roles
from tracker.web import keys
from tracker.web.asking.bearers import LONGEST, must_have, unauthorized

SCOPE = "reports"
API_KEY = "x-umami-api-key"  # as of their cloud


class Asker(NamedTuple):
    """A person, or nobody in particular, who may see one `site`."""

    user: User | None
    site: Site | None
    token: Hashable

    @property
    def user_id(self) -> int | None:
        return self.user.id if self.user else None


async def asker(request: web.Request) -> Asker:
    """401 without a good token, 403 for one that is not for reports."""
    found = await by_token(request, sent_token(request))
    if found is None:
        raise unauthorized()
    return found


def sent_token(request: web.Request) -> str:
    """In either of their ways; "" for none."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else request.headers.get(API_KEY, "").strip()


async def by_token(request: web.Request, text: str) -> Asker | None:
    """Whom it stands for; None for what is no good token, 403 for one that is not for reports."""
    app = request.app
    db, now = app[keys.KEPT], app[keys.CLOCK]()
    if not text or len(text) > LONGEST:
        return None
    if text.startswith(PREFIX):
        bearer = await bearer_of_token(db, text, now)
        if bearer is None:
            return None
        must_have(SCOPE, bearer.token.scopes)
        return Asker(bearer.user, None, end_key(bearer.token.id))
    reader = await reader_for_token(db, app[keys.SITES], text, now)
    if reader is None:
        return None
    must_have(SCOPE, reader.scopes)
    return Asker(None, reader.site, reader.token_id)


async def sites_of(request: web.Request, who: Asker) -> list[Site]:
    """What they may see, the oldest first."""
    if who.user is None:
        return [who.site] if who.site else []
    found = await sites_with_roles(request.app[keys.KEPT], who.user.id)
    return [site for site, _role in found]


async def site_asked(request: web.Request, who: Asker) -> Site:
    """The one in the path: by its name in Umami, or by its number; 404 for another, whether it
    exists or not."""
    sent = request.match_info["site_id"]
    named = request.app[keys.ALIASES].named("umami", sent)
    number = named.id if named else number_of(sent)
    if who.user is None:
        if who.site is None or who.site.id != number:
            raise web.HTTPNotFound
        return who.site
    found = await member_site(request.app[keys.KEPT], who.user.id, number or 0)
    if found is None:
        raise web.HTTPNotFound
    return found[0]
