"""Making an account: for oneself where registration is open, or as the first user."""

from __future__ import annotations

from aiohttp import web
from wtforms import Form

from tracker.domain.names import name_from_email
from tracker.services.throttle import Try
from tracker.storage import users
from tracker.storage.free_names import find_free_name
from tracker.storage.users import NewUser, Taken, User
from tracker.web import keys
from tracker.web.audit import audit
from tracker.web.base_path import full_path
from tracker.web.client import rate_key_of
from tracker.web.forms.accounts import Registration
from tracker.web.forms.passphrases import passphrase
from tracker.web.forms.reading import read_form, typed
from tracker.web.i18n import _
from tracker.web.pages import render, url
from tracker.web.sessions import start_session
from tracker.web.waits import too_often


async def register_page(request: web.Request) -> web.Response:
    """The form, where registration is open."""
    _only_when_open(request)
    return await registration_form(request, Registration())


async def register(request: web.Request) -> web.Response:
    """A new account, signed in at once."""
    _only_when_open(request)
    return await on_to_the_first_page(request, users.insert_user)


async def on_to_the_first_page(request: web.Request, insert: users.Insert) -> web.Response:
    """Make the account and go there, where a first site is added."""
    made = await create_account(request, insert)
    if isinstance(made, web.Response):
        return made
    raise web.HTTPSeeOther(url(request, "home"))


def _only_when_open(request: web.Request) -> None:
    if request.app[keys.CONFIG].registration != "open":
        raise web.HTTPNotFound


async def registration_form(
    request: web.Request, form: Registration, status: int = 200, email: str = ""
) -> web.Response:
    """The form of a new account, with a passphrase to take; `email` is one that is settled."""
    if email:
        form.email.data = email
    context = {
        "invited": bool(email),
        "form": form,
        "passphrase": passphrase(),
        "action": full_path(request.app, request.path),
        "first": "token" in request.match_info and not email,
    }
    return await render(request, "accounts/register.html", status, **context)


async def create_account(
    request: web.Request, insert: users.Insert, email: str = ""
) -> User | web.Response:
    """Keep the account with `insert` and sign its user in; or the form with what is wrong."""
    form = await read_form(request, Registration)
    if email:
        form.email.data = email
    kept = request.app[keys.KEPT_PASSWORDS]
    encoded = kept.find(typed(form.kept))
    if encoded:
        form.without_password()
    if wrong := _wrong(request, form):
        return await registration_form(request, form, wrong, email)
    encoded = encoded or await request.app[keys.PASSWORDS].hash(typed(form.password))
    try:
        user = await _insert(request, insert, form, encoded)
    except Taken as taken:
        if form.password:
            form.without_password()
            form.kept.data = kept.keep(encoded)
        await say_taken(request, form, taken)
        return await registration_form(request, form, 422, email)
    if user is None:
        raise web.HTTPNotFound
    kept.forget(typed(form.kept))
    await start_session(request, user)
    await audit(request, "account made", f"user {user.id}", actor_id=user.id)
    return user


def _wrong(request: web.Request, form: Registration) -> int:
    """The status of a form that cannot be taken; 0 for one that can."""
    if not form.validate():
        return 422
    if wait := request.app[keys.THROTTLE].admit(Try(rate_key_of(request))):
        form.email.errors = [too_often(wait)]
        return 429
    return 0


async def _insert(
    request: web.Request, insert: users.Insert, form: Registration, encoded: str
) -> User | None:
    email = typed(form.email)
    async with request.app[keys.DATABASE].transaction() as tx:
        name = typed(form.name)
        if not name:  # found where nobody can take it before it is written
            name = await find_free_name(tx.execute_fetchall, name_from_email(email))
        return await insert(tx, NewUser(name, email, encoded), request.app[keys.CLOCK]())


async def say_taken(request: web.Request, form: Form, taken: Taken) -> None:
    """Put the error beside the field; a name's field then holds one that is free."""
    if taken.field == "email":
        form["email"].errors = [_("There is an account with this e-mail already.")]
        return
    field = form["name"]
    free = await find_free_name(request.app[keys.DATABASE].read, typed(field))
    said = _("Somebody has the name %(name)s already. %(free)s is free: press Enter to take it.")
    field.errors = [said % {"name": field.data, "free": free}]
    field.data = free
