"""The provider is no way into one's account any more."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.accounts.identities import has_no_password
from tracker.web import keys
from tracker.web.accounts.proofs import ask_again
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.mail.account_notices import tell_owner
from tracker.web.pages.pages import url
from tracker.web.providers.refusals import not_in
from tracker.web.words.i18n import _


async def provider_unlink(request: web.Request) -> web.Response:
    """Take the link away; not where it is the only way in."""
    user = await signed_in(request)
    provider = request.app[keys.PROVIDER]
    if provider is None:
        raise web.HTTPSeeOther(url(request, "account"))
    only_way = not request.app[keys.CONFIG].local_login
    if only_way or await has_no_password(request.app[keys.KEPT], user.id):
        return await not_in(request, "only", f"user {user.id}")
    title = _("Take the link to %(name)s away") % {"name": provider.name}
    what = _("Signing in there logs you in here no more.")
    if asked := await ask_again(request, title, what, url(request, "account")):
        return asked
    if await request.app[keys.ARRIVALS].unlink(user.id):
        await audit(request, "provider unlinked", f"user {user.id}")
        await tell_owner(request, user, "provider unlinked", provider=provider.name)
    raise web.HTTPSeeOther(url(request, "account"))
