"""Making an account, whoever may: the first user, the invited, everybody."""

from __future__ import annotations

from aiohttp import web
from wtforms import Form

from tracker.services.accounts.new_accounts import Make
from tracker.services.accounts.throttle import Try
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.users import NewUser, Taken, User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.base_path import full_path
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import start_session
from tracker.web.forms.accounts import Registration
from tracker.web.forms.passphrases import passphrase
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _


async def on_to_the_first_page(
    request: web.Request, make: Make, address: str | None
) -> web.Response:
    """Make the account and go there, where a first site is added."""
    made = await create_account(request, make, address)
    if isinstance(made, web.Response):
        return made
    raise web.HTTPSeeOther(url(request, "home"))


async def registration_form(
    request: web.Request, form: Registration, status: int = 200, address: str | None = None
) -> web.Response:
    """The form of a new account, with a passphrase to take; `address` is one that is settled, "" is
    none, and None is asked for."""
    if address:
        form.email.data = address
    elif address is not None and form.email:
        form.without_address()
    context = {
        "invited": request.path.startswith("/invitations/"),
        "first": request.path.startswith("/setup/"),
        "form": form,
        "passphrase": passphrase(),
        "action": full_path(request.app, request.path),
    }
    return await render(request, "accounts/register.html", status, **context)


async def create_account(
    request: web.Request, make: Make, address: str | None
) -> User | web.Response:
    """`make` the account and sign its user in; or the form with what is wrong."""
    read = await read_registration(request, address)
    if isinstance(read, web.Response):
        return read
    form, encoded = read
    try:
        new, now = new_user(form, encoded), request.app[keys.CLOCK]()
        user = await make(request.app[keys.KEPT], new, now)
    except Taken as taken:
        form.keep_password(await request.app[keys.KEPT_PASSWORDS].keep(encoded))
        await say_taken(request, form, taken)
        return await registration_form(request, form, 422, address)
    if user is None:
        raise web.HTTPNotFound
    await request.app[keys.KEPT_PASSWORDS].forget(typed(form.kept))
    await start_session(request, user)
    await audit(request, "account made", f"user {user.id}", actor_id=user.id)
    return user


async def read_registration(
    request: web.Request, address: str | None
) -> tuple[Registration, str] | web.Response:
    """What was typed, found good, and the encoded password; or the form with what is wrong."""
    form = await read_form(request, Registration)
    if address:
        form.email.data = address
    elif address is not None:
        form.without_address()
    encoded = await request.app[keys.KEPT_PASSWORDS].find(typed(form.kept))
    if encoded:
        form.without_password()
    if wrong := await _wrong(request, form):
        return await registration_form(request, form, wrong, address)
    return form, encoded or await request.app[keys.PASSWORDS].hash(typed(form.password))


async def _wrong(request: web.Request, form: Registration) -> int:
    """The status of a form that cannot be taken; 0 for one that can."""
    if not form.validate():
        return 422
    if wait := await request.app[keys.THROTTLE].admit(Try(rate_key_of(request))):
        (form.email or form.name).errors = [too_often(wait)]
        return 429
    return 0


def new_user(form: Registration, encoded: str) -> NewUser:
    """What was typed; without a name, where one is to be made."""
    return NewUser(typed(form.name), typed(form.email) if form.email else "", encoded)


async def say_taken(request: web.Request, form: Form, taken: Taken) -> None:
    """Put the error beside the field; a name's field then holds one that is free."""
    if taken.field == "email":
        form["email"].errors = [_("There is an account with this e-mail already.")]
        return
    field = form["name"]
    free = await find_free_name(request.app[keys.KEPT].read, typed(field))
    said = _("Somebody has the name %(name)s already. %(free)s is free: press Enter to take it.")
    field.errors = [said % {"name": field.data, "free": free}]
    field.data = free
