"""The admin's pages about people: finding one, switching off and on, making admins, deleting."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.names import key_of
from tracker.storage.admins import LastAdmin, set_admin
from tracker.storage.people import MOST_LISTED, Person, fate_of_sites, find_person, people
from tracker.web import keys
from tracker.web.admin import number_in
from tracker.web.audit import audit
from tracker.web.forms.reading import fields_of
from tracker.web.i18n import _
from tracker.web.pages import render, url
from tracker.web.sessions import admin

LAST_ADMIN = _("This is the only admin who can log in. Make somebody else one first.")


async def users_page(request: web.Request) -> web.Response:
    """Everybody with an account, or those whose name or e-mail has what was typed in it."""
    await admin(request)
    search, after = request.query.get("q", "")[:200], number_in(request, "after")
    rows = await people(request.app[keys.DATABASE], search, after)
    more = rows[-1].user.id if len(rows) == MOST_LISTED else 0
    return await render(request, "admin/users.html", rows=rows, search=search, more=more)


async def user_page(request: web.Request) -> web.Response:
    """One of them, and what can be done."""
    return await _page(request, await _person(request))


async def user_switch_off(request: web.Request) -> web.Response:
    """Out everywhere within a second, and in nowhere; their sites go on recording."""
    person = await _person(request)
    try:
        await request.app[keys.ACCOUNTS].switch_off(person.user.id, request.app[keys.CLOCK]())
    except LastAdmin:
        return await _page(request, person, 422, wrong=LAST_ADMIN)
    raise await _done(request, person, "account switched off")


async def user_switch_on(request: web.Request) -> web.Response:
    """They may log in again."""
    person = await _person(request)
    await request.app[keys.ACCOUNTS].switch_on(person.user.id)
    raise await _done(request, person, "account switched on")


async def user_make_admin(request: web.Request) -> web.Response:
    """They see these pages, too."""
    person = await _person(request)
    await _set_admin(request, person, True)
    raise await _done(request, person, "made an admin")


async def user_make_ordinary(request: web.Request) -> web.Response:
    """They no longer do."""
    person = await _person(request)
    try:
        await _set_admin(request, person, False)
    except LastAdmin:
        return await _page(request, person, 422, wrong=LAST_ADMIN)
    raise await _done(request, person, "made an ordinary user")


async def user_delete(request: web.Request) -> web.Response:
    """The account and the sites that nobody else owns, once its name was typed."""
    person = await _person(request)
    typed = (await fields_of(request)).get("confirm", "").strip()
    if key_of(typed) != key_of(person.user.name):
        said = _("Type %(name)s exactly to delete the account.") % {"name": person.user.name}
        return await _page(request, person, 422, delete_error=said)
    try:
        await request.app[keys.ACCOUNTS].delete(person.user.id, request.app[keys.REMOVALS].wake)
    except LastAdmin:
        return await _page(request, person, 422, wrong=LAST_ADMIN)
    await audit(request, "account deleted", f"user {person.user.id}")
    raise web.HTTPSeeOther(url(request, "admin_users"))


async def _person(request: web.Request) -> Person:
    await admin(request)
    user_id = int(request.match_info["user_id"])
    person = await find_person(request.app[keys.DATABASE], user_id)
    if person is None:
        raise web.HTTPNotFound
    return person


async def _set_admin(request: web.Request, person: Person, is_admin: bool) -> None:
    async with request.app[keys.DATABASE].transaction() as tx:
        await set_admin(tx, person.user.id, is_admin)


async def _done(request: web.Request, person: Person, act: str) -> web.HTTPSeeOther:
    await audit(request, act, f"user {person.user.id}")
    return web.HTTPSeeOther(url(request, "admin_user", user_id=person.user.id))


async def _page(
    request: web.Request,
    person: Person,
    status: int = 200,
    *,
    wrong: str = "",
    delete_error: str = "",
) -> web.Response:
    alone, shared = await fate_of_sites(request.app[keys.DATABASE], person.user.id)
    return await render(
        request,
        "admin/user.html",
        status,
        person=person,
        alone=alone,
        shared=shared,
        wrong=wrong,
        delete_error=delete_error,
    )
