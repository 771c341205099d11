"""The people on a site: who they are, asking more of them in, changing roles, letting go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aiohttp import web

from tracker.domain.names import key_of
from tracker.domain.roles import Role, read_role
from tracker.services.mail.mailer import MailboxFull
from tracker.services.mail.server import MailRefused
from tracker.storage.accounts.users import User
from tracker.storage.sites.invitations import TooMany, invitations_of
from tracker.storage.sites.members import LastOwner, members_of
from tracker.storage.sites.sites import Site, TooManySites
from tracker.web import keys
from tracker.web.accounts.proofs import ask_again, is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.retry_after import too_often, with_retry_after
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.teams import ROLE_NAMES, ROLES_IN_A_SENTENCE, WHAT_ROLES_DO, InviteForm
from tracker.web.mail.links import mails_links, public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

TOO_MANY_SITES = _("This person owns as many sites as one may here (SITES_PER_USER).")
LAST_OWNER = _("A site needs an owner. Make somebody else an owner first.")


class Invited(NamedTuple):
    """What the page says after an invitation; `link` only where it has to be handed over."""

    email: str
    link: str = ""
    trouble: str = ""


async def team_page(request: web.Request) -> web.Response:
    """Who is on the site, and who was asked."""
    site = await site_for(request, "viewer")
    return await _page(request, site, InviteForm())


async def invite(request: web.Request) -> web.Response:
    """Ask somebody by e-mail. The link is in the mail or, where none can be sent, in this answer
    and nowhere else; so there is no redirect."""
    site = await site_for(request, "owner")
    form = await read_form(request, InviteForm)
    if not form.validate() or not await _is_new(request, site, form):
        return await _page(request, site, form, 422)
    if form.role.data == "owner" and (asked := await _ask_before_owner(request, site)):
        return asked
    gate, mailbox = request.app[keys.MAIL_GATE], key_of(typed(form.email))
    if mails_links(request) and (wait := gate.admit(mailbox)):
        form.email.errors = [too_often(wait)]
        return with_retry_after(await _page(request, site, form, 429), wait)
    try:
        invited = await _send(request, site, await signed_in(request), form)
    except TooMany:
        form.email.errors = [_("Too many people have yet to answer. Wait, or take some back.")]
        return await _page(request, site, form, 429)
    await audit(request, f"invited as {form.role.data}", f"site {site.id}")
    return await _page(request, site, InviteForm(), invited=invited)


async def _is_new(request: web.Request, site: Site, form: InviteForm) -> bool:
    """Whether this e-mail is not on the site yet; says so beside the field."""
    members = await members_of(request.app[keys.DATABASE], site.id)
    if key_of(typed(form.email)) not in {key_of(member.email) for member in members}:
        return True
    form.email.errors = [_("This person is on the site already. Change the role above.")]
    return False


async def _send(request: web.Request, site: Site, user: User, form: InviteForm) -> Invited:
    """Mail the link, or give it to the one who invites; then it proves nobody's address."""
    email = typed(form.email)
    if not mails_links(request):
        trouble = _("This server sends no links by mail.")
        return await _handed_over(request, site, user, form, trouble)
    try:
        await request.app[keys.MAILER].probe(email)
        token = await _token(request, site, user, form, mailed=True)
        link = public_link(request, "invitation", token=token)
        role = str(ROLES_IN_A_SENTENCE[form.role.data])
        said = {"site": site.name, "inviter": user.name, "role": role}
        request.app[keys.MAILER].post(
            await compose(request, email, "invitation", link=link, **said)
        )
    except MailRefused as refused:
        return await _handed_over(request, site, user, form, REFUSED[refused.kind])
    except MailboxFull:
        return await _handed_over(request, site, user, form, REFUSED["down"])
    return Invited(email)


async def _handed_over(
    request: web.Request, site: Site, user: User, form: InviteForm, trouble: str
) -> Invited:
    """Only the inviter sees it, in the browser that has just reached us by that address."""
    token = await _token(request, site, user, form, mailed=False)
    origin = request.app[keys.CONFIG].public_url or own_origin(request)
    return Invited(typed(form.email), origin + url(request, "invitation", token=token), trouble)


async def _token(
    request: web.Request, site: Site, user: User, form: InviteForm, *, mailed: bool
) -> str:
    now = request.app[keys.CLOCK]()
    return await request.app[keys.TEAMS].invite(
        site.id, typed(form.email), form.role.data, user.id, now, mailed=mailed
    )


REFUSED = {
    "recipient": _("The mail server does not know this address or does not take mail for it."),
    "authentication": _("The mail server does not let us in; the administrator can mend that."),
    "down": _("The mail server cannot be reached right now."),
}
REFUSED["certificate"], REFUSED["later"] = REFUSED["authentication"], REFUSED["down"]


async def invitation_take_back(request: web.Request) -> web.Response:
    """The link leads nowhere from now on; doing it twice is no error."""
    site = await site_for(request, "owner")
    number = int(request.match_info["invitation_id"])
    if await request.app[keys.TEAMS].take_back(site.id, number):
        await audit(request, "invitation taken back", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_team", site_id=site.id))


async def role_change(request: web.Request) -> web.Response:
    """Another role for a member; 404 for who is none."""
    site = await site_for(request, "owner")
    role = read_role((await fields_of(request)).get("role", ""))
    if role is None:
        raise web.HTTPBadRequest(text=_("There is no such role."))
    user_id = int(request.match_info["user_id"])
    if role == "owner" and (asked := await _ask_before_owner(request, site)):
        return asked
    try:
        if not await request.app[keys.TEAMS].change_role(site.id, user_id, role):
            raise web.HTTPNotFound
    except LastOwner:
        return await _page(request, site, InviteForm(), 422, wrong=LAST_OWNER)
    except TooManySites:
        return await _page(request, site, InviteForm(), 422, wrong=TOO_MANY_SITES)
    await audit(request, f"made {role} of site {site.id}", f"user {user_id}")
    raise web.HTTPSeeOther(url(request, "site_team", site_id=site.id))


async def _ask_before_owner(request: web.Request, site: Site) -> web.Response | None:
    """Whoever becomes an owner can delete the site, and take it from the others."""
    what = _(
        "An owner does everything with %(name)s: invites people, takes roles away, deletes it."
    )
    return await ask_again(
        request,
        _("Another owner"),
        what % {"name": site.name},
        url(request, "site_team", site_id=site.id),
    )


async def member_remove(request: web.Request) -> web.Response:
    """A member leaves, by an owner's decision; 404 for who is none."""
    site = await site_for(request, "owner")
    user_id = int(request.match_info["user_id"])
    try:
        if not await request.app[keys.TEAMS].remove(site.id, user_id):
            raise web.HTTPNotFound
    except LastOwner:
        return await _page(request, site, InviteForm(), 422, wrong=LAST_OWNER)
    await audit(request, f"removed from site {site.id}", f"user {user_id}")
    raise web.HTTPSeeOther(url(request, "site_team", site_id=site.id))


async def transfer(request: web.Request) -> web.Response:
    """Another member becomes the owner, and I an editor; the site's name and the password have to
    be typed."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    fields = await fields_of(request)
    heir = fields.get("user", "")
    members = await members_of(request.app[keys.DATABASE], site.id)
    others = {str(member.user_id) for member in members if member.user_id != user.id}
    if heir not in others:
        wrong = _("Choose somebody who is on the site.")
        return await _page(request, site, InviteForm(), 422, transfer_error=wrong)
    if fields.get("confirm", "").strip().casefold() != site.name.casefold():
        wrong = _("Type %(name)s exactly to hand it over.") % {"name": site.name}
        return await _page(request, site, InviteForm(), 422, transfer_error=wrong)
    proof = await proof_of(request, user)
    if not await is_proved(request, proof, user):
        return await _page(request, site, InviteForm(), 422, proof=proof, fields=fields)
    try:
        if not await request.app[keys.TEAMS].transfer(site.id, user.id, int(heir)):
            raise web.HTTPNotFound
    except TooManySites:
        return await _page(request, site, InviteForm(), 422, wrong=TOO_MANY_SITES)
    await audit(request, f"made owner of site {site.id} in one's place", f"user {heir}")
    raise web.HTTPSeeOther(url(request, "site_team", site_id=site.id))


async def leave(request: web.Request) -> web.Response:
    """I am off the site; the last owner cannot."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    try:
        await request.app[keys.TEAMS].remove(site.id, user.id)
    except LastOwner:
        return await _page(request, site, InviteForm(), 422, wrong=LAST_OWNER)
    await audit(request, f"left site {site.id}", f"user {user.id}")
    raise web.HTTPSeeOther(url(request, "home"))


async def _page(
    request: web.Request,
    site: Site,
    form: InviteForm,
    status: int = 200,
    *,
    invited: Invited | None = None,
    wrong: str = "",
    transfer_error: str = "",
    proof: Proof | None = None,
    fields: Mapping[str, str] | None = None,
) -> web.Response:
    db, now = request.app[keys.DATABASE], request.app[keys.CLOCK]()
    role: Role = request[keys.ROLE]
    return await render(
        request,
        "sites/team.html",
        status,
        site=site,
        form=form,
        members=await members_of(db, site.id),
        pending=await invitations_of(db, site.id, now) if role == "owner" else [],
        invited=invited,
        wrong=wrong,
        transfer_error=transfer_error,
        heir=(fields or {}).get("user", ""),
        confirm=(fields or {}).get("confirm", ""),
        proof=proof or await proof_of(request, await signed_in(request), is_sent=False),
        role_names=ROLE_NAMES,
        what_roles_do=WHAT_ROLES_DO,
        mails=mails_links(request),
    )
