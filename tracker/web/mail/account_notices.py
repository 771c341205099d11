"""Mails to an account's owner about what opens it: whoever may add a way in stays in for long."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.client import client_of
from tracker.web.mail.links import can_mail_links, public_link
from tracker.web.mail.writing import compose
from tracker.web.words.i18n import _


class Notice(NamedTuple):
    """The mail's subject, and what it means for the account of `name`."""

    title: str
    said: str


# By the code that the audit log has of it.
NOTICES = {
    "passkey removed": Notice(
        _("A passkey was removed from your account"),
        _("It logs nobody into the account of %(name)s any more."),
    ),
    "provider linked": Notice(
        _("Your account was linked to %(provider)s"),
        _("Whoever signs in there as this person is logged into the account of %(name)s."),
    ),
    "provider unlinked": Notice(
        _("Your account is no longer linked to %(provider)s"),
        _("Signing in there does not lead into the account of %(name)s any more."),
    ),
    "password changed": Notice(
        _("The password of your account was changed"),
        _("The one before logs nobody into the account of %(name)s any more."),
    ),
    "two factors turned on": Notice(
        _("Two-step log-in was switched on"),
        _("The account of %(name)s asks for a code after the password now."),
    ),
    "two factors turned off": Notice(
        _("Two-step log-in was switched off"),
        _("The account of %(name)s asks for no code after the password any more."),
    ),
    "recovery codes renewed": Notice(
        _("There are new recovery codes for your account"),
        _("Those before are good for the account of %(name)s no more."),
    ),
}


async def tell_owner(
    request: web.Request, user: User, code: str, *, thing: str = "", provider: str = ""
) -> None:
    """What was done, when and where; `thing` is what the passkey or the person there is called."""
    notice, named = NOTICES[code], {"name": user.name, "provider": provider}
    title, said = notice.title % named, notice.said % named
    about = {"title": title, "said": said, "thing": thing, "link_to": "account"}
    await mail_owner(request, user, "account_changed", **about)


async def mail_owner(
    request: web.Request, user: User, mail: str, *, link_to: str, **about: str
) -> None:
    """Without an address, or one of our own for the link, the audit log has it alone."""
    if not user.email or not can_mail_links(request):
        return
    client = client_of(request)
    where = {
        "who": user.name,
        "browser": client.browser,
        "network": client.network,
        "at": request.app[keys.CLOCK](),
        "link": public_link(request, link_to),
    }
    request.app[keys.MAILER].post(await compose(request, user.email, mail, **about, **where))
