"""What is done to the people on a site: another role, letting go, handing over, leaving."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.roles import read_role
from tracker.storage.accounts.users import User
from tracker.storage.sites.members import LastOwner, members_of
from tracker.storage.sites.sites import Site, TooManySites
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.pages.pages import url
from tracker.web.sites.team import ask_before_owner, back_to_team, refuse, show_team
from tracker.web.words.i18n import _


async def role_change(request: web.Request) -> web.Response:
    """Another role for a member; 404 for who is none."""
    site = await site_for(request, "owner")
    role = read_role((await fields_of(request)).get("role", ""))
    if role is None:
        raise web.HTTPBadRequest(text=_("There is no such role."))
    user_id = int(request.match_info["user_id"])
    if role == "owner" and (asked := await ask_before_owner(request, site)):
        return asked
    try:
        if not await request.app[keys.TEAMS].change_role(site.id, user_id, role):
            raise web.HTTPNotFound
    except (LastOwner, TooManySites) as why:
        return await refuse(request, site, why)
    await audit(request, f"made {role} of site {site.id}", f"user {user_id}")
    raise back_to_team(request, site)


async def member_remove(request: web.Request) -> web.Response:
    """A member leaves, by an owner's decision; 404 for who is none."""
    site = await site_for(request, "owner")
    user_id = int(request.match_info["user_id"])
    try:
        if not await request.app[keys.TEAMS].remove(site.id, user_id):
            raise web.HTTPNotFound
    except LastOwner as why:
        return await refuse(request, site, why)
    await audit(request, f"removed from site {site.id}", f"user {user_id}")
    raise back_to_team(request, site)


async def transfer(request: web.Request) -> web.Response:
    """Another member becomes the owner, and I an editor; the site's name and the password have to
    be typed."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    fields = await fields_of(request)
    heir, confirm = fields.get("user", ""), fields.get("confirm", "")
    if error := await _is_mistyped(request, site, user, heir, confirm):
        return await show_team(request, site, 422, transfer_error=error)
    proof = await proof_of(request, user)
    if not await is_proved(request, proof, user):
        return await show_team(request, site, 422, proof=proof, heir=heir, confirm=confirm)
    try:
        if not await request.app[keys.TEAMS].transfer(site.id, user.id, int(heir)):
            raise web.HTTPNotFound
    except TooManySites as why:
        return await refuse(request, site, why)
    await audit(request, f"made owner of site {site.id} in one's place", f"user {heir}")
    raise back_to_team(request, site)


async def _is_mistyped(
    request: web.Request, site: Site, user: User, heir: str, confirm: str
) -> str:
    """What is wrong with it; "" for nothing."""
    members = await members_of(request.app[keys.KEPT], site.id)
    if heir not in {str(member.user_id) for member in members if member.user_id != user.id}:
        return _("Choose somebody who is on the site.")
    if confirm.strip().casefold() != site.name.casefold():
        return _("Type %(name)s exactly to transfer it.") % {"name": site.name}
    return ""


async def leave(request: web.Request) -> web.Response:
    """I am off the site; the last owner cannot."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    try:
        await request.app[keys.TEAMS].remove(site.id, user.id)
    except LastOwner as why:
        return await refuse(request, site, why)
    await audit(request, f"left site {site.id}", f"user {user.id}")
    raise web.HTTPSeeOther(url(request, "home"))
