"""Asking people to join a site; joining.py is what they meet then."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.names import key_of
from tracker.services.mail.mailer import MailboxFull
from tracker.services.mail.server import MailRefused
from tracker.storage.sites.invitations import TooMany
from tracker.storage.sites.members import members_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.retry_after import too_often, with_retry_after
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.teams import ROLES_IN_A_SENTENCE, InviteForm
from tracker.web.mail.links import mails_links, public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import url
from tracker.web.sites.team import ask_before_owner, back_to_team, show_team
from tracker.web.words.i18n import _


class Invited(NamedTuple):
    """What the page says after an invitation; `link` only where it has to be handed over."""

    email: str
    link: str = ""
    trouble: str = ""


async def invite(request: web.Request) -> web.Response:
    """Ask somebody by e-mail. The link is in the mail or, where none can be sent, in this answer
    and nowhere else; so there is no redirect."""
    site = await site_for(request, "owner")
    form = await read_form(request, InviteForm)
    if not form.validate() or not await _is_new(request, site, form):
        return await show_team(request, site, 422, form=form)
    if form.role.data == "owner" and (asked := await ask_before_owner(request, site)):
        return asked
    gate, mailbox = request.app[keys.MAIL_GATE], key_of(typed(form.email))
    if mails_links(request) and (wait := await gate.admit(mailbox)):
        form.email.errors = [too_often(wait)]
        return with_retry_after(await show_team(request, site, 429, form=form), wait)
    try:
        invited = await _send(request, site, form)
    except TooMany:
        form.email.errors = [_("Too many people have yet to answer. Wait, or take some back.")]
        return await show_team(request, site, 429, form=form)
    await audit(request, f"invited as {form.role.data}", f"site {site.id}")
    return await show_team(request, site, invited=invited)


async def _is_new(request: web.Request, site: Site, form: InviteForm) -> bool:
    """Whether this e-mail is not on the site yet; says so beside the field."""
    members = await members_of(request.app[keys.KEPT], site.id)
    if key_of(typed(form.email)) not in {key_of(member.email) for member in members}:
        return True
    form.email.errors = [_("This person is on the site already. Change the role above.")]
    return False


async def _send(request: web.Request, site: Site, form: InviteForm) -> Invited:
    """Mail the link, or give it to the one who invites; then it proves nobody's address."""
    if not mails_links(request):
        trouble = _("This server sends no links by mail.")
        return await _handed_over(request, site, form, trouble)
    try:
        await _mail(request, site, form)
    except MailRefused as refused:
        return await _handed_over(request, site, form, REFUSED[refused.kind])
    except MailboxFull:
        return await _handed_over(request, site, form, REFUSED["down"])
    return Invited(typed(form.email))


async def _mail(request: web.Request, site: Site, form: InviteForm) -> None:
    mailer, email = request.app[keys.MAILER], typed(form.email)
    await mailer.probe(email)
    token = await _token(request, site, form, mailed=True)
    said = {
        "link": public_link(request, "invitation", token=token),
        "site": site.name,
        "inviter": (await signed_in(request)).name,
        "role": str(ROLES_IN_A_SENTENCE[form.role.data]),
    }
    mailer.post(await compose(request, email, "invitation", **said))


async def _handed_over(request: web.Request, site: Site, form: InviteForm, trouble: str) -> Invited:
    """Only the inviter sees it, in the browser that has just reached us by that address."""
    token = await _token(request, site, form, mailed=False)
    origin = request.app[keys.CONFIG].public_url or own_origin(request)
    return Invited(typed(form.email), origin + url(request, "invitation", token=token), trouble)


async def _token(request: web.Request, site: Site, form: InviteForm, *, mailed: bool) -> str:
    now, inviter = request.app[keys.CLOCK](), await signed_in(request)
    return await request.app[keys.TEAMS].invite(
        site.id, typed(form.email), form.role.data, inviter.id, now, mailed=mailed
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
    raise back_to_team(request, site)
