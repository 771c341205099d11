"""The link of an invitation: it shows who asks, and a click joins the site."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.services.accounts.new_accounts import InvitationOver, make_invited
from tracker.services.sites.teams import was_mailed
from tracker.storage.accounts.users import NewUser, User
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.invitations import Invitation, find_invitation
from tracker.storage.sites.members import TooManyMembers
from tracker.storage.sites.sites import TooManySites
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import current_user, signed_in
from tracker.web.forms.accounts import Registration
from tracker.web.forms.teams import EACH_IN_A_SENTENCE, ROLES_IN_A_SENTENCE
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.registration import create_account, registration_form
from tracker.web.words.i18n import _


async def invitation_page(request: web.Request) -> web.Response:
    """Opening it changes nothing: mail scanners open links, too. It says nothing about who has an
    account: whoever invites may open it."""
    invitation = await _invitation(request)
    return await render(
        request,
        "sites/invitation.html",
        invitation=invitation,
        token=request.match_info["token"],
        next=request.path,
        provider=request.app[keys.PROVIDER],
        local=request.app[keys.CONFIG].local_login,
        invited_as=str(ROLES_IN_A_SENTENCE[invitation.role]),
        what=str(EACH_IN_A_SENTENCE[invitation.role]),
    )


async def invitation_accept(request: web.Request) -> web.Response:
    """Join as whoever is logged in, once."""
    await _invitation(request)
    user = await signed_in(request)
    token, now = request.match_info["token"], request.app[keys.CLOCK]()
    try:
        taken = await request.app[keys.TEAMS].accept(token, user.id, now)
    except (TooManyMembers, TooManySites) as refused:
        raise web.HTTPForbidden(text=str(TOO_MANY[type(refused)])) from None
    if taken is None:
        raise web.HTTPNotFound
    raise await _joined(request, taken, user)


TOO_MANY = {
    TooManyMembers: _("This site has as many people as a site may have. Ask who has invited you."),
    TooManySites: _("You own as many sites as one person may here (SITES_PER_USER)."),
}


async def invited_account_page(request: web.Request) -> web.Response:
    """The form of an account with the invited e-mail, also where registration is closed."""
    must_be_on(request)
    invitation = await _invitation(request)
    await _only_for_strangers(request)
    address = _proved(request, invitation)
    return await registration_form(request, Registration(), address=address)


async def invited_account(request: web.Request) -> web.Response:
    """The account and the membership, both or neither; and on to the site."""
    must_be_on(request)
    invitation = await _invitation(request)
    await _only_for_strangers(request)

    address = _proved(request, invitation)

    async def make(db: Accounts, new: NewUser, now: int) -> User:
        new = msgspec.structs.replace(new, email=address)
        return await make_invited(db, new, request.match_info["token"], now)

    try:
        made = await create_account(request, make, address)
    except TooManyMembers as refused:
        raise web.HTTPForbidden(text=str(TOO_MANY[type(refused)])) from None
    except InvitationOver:  # somebody else was faster: no account either
        raise web.HTTPNotFound from None
    if isinstance(made, web.Response):
        return made
    raise await _joined(request, invitation, made)


def _proved(request: web.Request, invitation: Invitation) -> str:
    """The invited address, where only a mail to it can have brought the link; "" where it was
    handed over, and may be in anybody's hands."""
    return invitation.email if was_mailed(request.match_info["token"]) else ""


async def _joined(request: web.Request, invitation: Invitation, user: User) -> web.HTTPSeeOther:
    """The way on to the site, to be raised."""
    target = f"site {invitation.site_id}"
    await audit(request, f"joined as {invitation.role}", target, actor_id=user.id)
    return web.HTTPSeeOther(url(request, "live", site_id=invitation.site_id))


async def _only_for_strangers(request: web.Request) -> None:
    if await current_user(request):
        token = request.match_info["token"]
        raise web.HTTPSeeOther(url(request, "invitation", token=token))


async def _invitation(request: web.Request) -> Invitation:
    """What the link stands for; 404 for one that was used, taken back, has lapsed or never was."""
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    invitation = await find_invitation(db, request.match_info["token"], now)
    if invitation is None:
        raise web.HTTPNotFound
    return invitation
