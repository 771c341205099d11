"""The admin's pages about people: finding one, and what can be done about them."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.accounts.people import fate_of_sites, people
from tracker.web import keys
from tracker.web.admin.acts import ACTS, person_of
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import admin
from tracker.web.pages.lists import show_list
from tracker.web.pages.pages import render


@shows_no_secret
async def users_page(request: web.Request) -> web.Response:
    """Everybody with an account, or those whose name or e-mail has what was typed in it."""
    await admin(request)
    return await show_list(request, "admin/users.html", people, lambda row: row.user.id)


async def user_page(request: web.Request) -> web.Response:
    """One of them, and what can be done."""
    person = await person_of(request)
    alone, shared = await fate_of_sites(request.app[keys.KEPT], person.user.id)
    offered = (
        "on" if person.user.disabled_at else "off",
        ("ordinary" if person.user.is_admin else "admin"),
        "delete",
    )
    acts = [ACTS[name] for name in offered]
    return await render(
        request, "admin/user.html", person=person, alone=alone, shared=shared, acts=acts
    )
