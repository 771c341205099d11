"""Whether a mail to somebody can leave now. Asked for everybody alike, so that neither the answer
nor its time says who has an account."""

from __future__ import annotations

from typing import Any, NamedTuple

from aiohttp import web

from tracker.domain.names import key_of
from tracker.services.accounts.throttle import Try
from tracker.services.mail.server import MailRefused
from tracker.storage.accounts import users
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.retry_after import too_often, with_retry_after
from tracker.web.asking.sessions import current_login
from tracker.web.asking.tries import try_of_browser
from tracker.web.forms.links import Address, NewAddress
from tracker.web.mail.links import can_mail_links
from tracker.web.pages.pages import render
from tracker.web.words.i18n import _


class Trouble(NamedTuple):
    """Why no mail leaves: `at_address` when it is the address's fault and not the server's."""

    status: int
    said: str
    at_address: bool = False
    wait: float = 0


NONE = Trouble(200, "")


async def trouble_with(
    request: web.Request, address: str, tried: Try, *, is_theirs: bool = False
) -> Trouble | None:
    """None when the mail server takes a mail to that address; counted as one more try. It is theirs
    where the browser is known to have been in the account that has it."""
    app = request.app
    if not can_mail_links(request):
        return Trouble(503, NO_PUBLIC_URL)
    wait = await app[keys.LINK_THROTTLE].admit(tried)
    if not wait and not is_theirs:
        wait = await app[keys.MAIL_GATE].admit(key_of(address))
    if wait:
        await audit(request, "asking for a link throttled", await _account(request))
        return Trouble(429, too_often(wait), at_address=True, wait=wait)
    try:
        await app[keys.MAILER].probe(address)
    except MailRefused as refused:
        return Trouble(*REFUSED[refused.kind])
    if app[keys.MAILER].is_full:
        return Trouble(503, FULL, wait=60)
    return None


def asker_of(request: web.Request, address: str, found: tuple[User, str] | None) -> Try:
    """Whoever asks for a link to that address: each network by itself, so that nobody keeps its
    holder from asking; a browser that knows the account by itself as well."""
    typed = f"{key_of(address)} {rate_key_of(request)}"
    return try_of_browser(request, typed, found)


async def forgive(request: web.Request, user: User) -> None:
    """Whoever has used a link may ask anew."""
    found = await users.find_user(request.app[keys.KEPT], user.name)
    await request.app[keys.LINK_THROTTLE].forgive(asker_of(request, user.email, found))


async def asking_form(
    request: web.Request,
    template: str,
    form: Address | NewAddress,
    trouble: Trouble | None,
    **context: Any,
) -> web.Response:
    """The form that asks for a mail, with what keeps it from leaving."""
    status, said, at_address, wait = trouble or NONE
    if at_address and said:
        form.email.errors = [said]
    context |= {
        "trouble": "" if at_address else said,
        "can_mail": can_mail_links(request),
        "sends": request.app[keys.MAILER].sends,
    }
    page = await render(request, template, status, form=form, **context)
    return with_retry_after(page, wait)


async def _account(request: web.Request) -> str:
    """For the audit log, which what was typed stays out of."""
    login = await current_login(request)
    return f"user {login.user.id}" if login else ""


NO_PUBLIC_URL = _("This server mails no links, because its PUBLIC_URL is not set.")
FULL = _("Too many mails are waiting, so none was sent. Try again in a few minutes.")
REFUSED: dict[str, tuple[int, str, bool, float]] = {
    "down": (
        503,
        _("The mail server does not answer, so no mail was sent. Try again in a few minutes."),
        False,
        120,
    ),
    "authentication": (
        503,
        _(
            "The mail server does not let this server in, so no mail was sent. "
            "Whoever runs it finds the reason in its log."
        ),
        False,
        0,
    ),
    "recipient": (422, _("The mail server takes no mail for this address."), True, 0),
}
REFUSED["certificate"] = REFUSED["later"] = REFUSED["down"]
