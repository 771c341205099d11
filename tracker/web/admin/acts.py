"""What an admin can do to an account: each is a page that says what it does and asks who one is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

from tracker.storage.accounts.admins import LastAdmin
from tracker.storage.accounts.people import Person, fate_of_sites, find_person
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, mistyped, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import admin
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.proofs import Proof
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

LAST_ADMIN = _("This is the only admin who can log in. Make somebody else one first.")


class Act(NamedTuple):
    """One of them; `do` raises LastAdmin."""

    route: str
    title: str
    what: str
    noted: str  # in the audit log
    do: Callable[[web.Request, int], Awaitable[object]]
    dangerous: bool = False
    deletes: bool = False


async def act_page(request: web.Request) -> web.Response:
    """What it does, and the question who one is."""
    user, act = await admin(request), _act_of(request)
    return await _page(request, act, await _person(request), await proof_of(request, user))


async def act_done(request: web.Request) -> web.Response:
    """Done, and on to the account, or to all where it is gone."""
    user, act, person = await admin(request), _act_of(request), await _person(request)
    proof = await proof_of(request, user)
    typed = (await fields_of(request)).get("confirm", "").strip()
    if act.deletes and (error := mistyped(person.user, typed)):
        return await _page(request, act, person, proof, 422, delete_error=error)
    if not await is_proved(request, proof, user):
        return await _page(request, act, person, proof, 422, confirm=typed)
    try:
        await act.do(request, person.user.id)
    except LastAdmin:
        return await _page(request, act, person, proof, 422, wrong=LAST_ADMIN)
    await audit(request, act.noted, f"user {person.user.id}")
    if act.deletes:
        raise web.HTTPSeeOther(url(request, "admin_users"))
    raise web.HTTPSeeOther(url(request, "admin_user", user_id=person.user.id))


async def person_of(request: web.Request) -> Person:
    """Whom the path is about, for an admin."""
    await admin(request)
    return await _person(request)


async def _person(request: web.Request) -> Person:
    user_id = int(request.match_info["user_id"])
    person = await find_person(request.app[keys.KEPT], user_id)
    if person is None:
        raise web.HTTPNotFound
    return person


def _act_of(request: web.Request) -> Act:
    return ACTS[request.path.rpartition("/")[2]]


async def _page(
    request: web.Request,
    act: Act,
    person: Person,
    proof: Proof,
    status: int = 200,
    **said: str,
) -> web.Response:
    alone, shared = await fate_of_sites(request.app[keys.KEPT], person.user.id)
    context: dict[str, object] = {"who": person.user, "alone": alone, "shared": shared}
    context |= {"act": act, "proof": proof, "wrong": "", "confirm": "", "delete_error": ""}
    return await render(request, "admin/act.html", status, **context | said)


async def _switch_off(request: web.Request, user_id: int) -> object:
    return await request.app[keys.ACCOUNTS].switch_off(user_id, request.app[keys.CLOCK]())


async def _switch_on(request: web.Request, user_id: int) -> object:
    return await request.app[keys.ACCOUNTS].switch_on(user_id)


async def _make_admin(request: web.Request, user_id: int) -> None:
    await request.app[keys.ACCOUNTS].set_admin(user_id, True)


async def _make_ordinary(request: web.Request, user_id: int) -> None:
    await request.app[keys.ACCOUNTS].set_admin(user_id, False)


async def _delete(request: web.Request, user_id: int) -> object:
    return await request.app[keys.ACCOUNTS].delete(user_id, request.app[keys.REMOVALS].wake)


ACTS = {
    "off": Act(
        "admin_user_off",
        _("Switch off"),
        _(
            "They are logged out everywhere at once and cannot log in; their tokens are refused. "
            "Their sites go on recording."
        ),
        "account switched off",
        _switch_off,
        dangerous=True,
    ),
    "on": Act(
        "admin_user_on",
        _("Switch on again"),
        _("They may log in again, and their tokens work again."),
        "account switched on",
        _switch_on,
    ),
    "admin": Act(
        "admin_user_admin",
        _("Make an admin"),
        _(
            "They see these pages, and can switch off and delete accounts. Other people’s visits "
            "stay hidden from them."
        ),
        "made an admin",
        _make_admin,
    ),
    "ordinary": Act(
        "admin_user_ordinary",
        _("Make an ordinary user"),
        _("They keep their sites and no longer see these pages."),
        "made an ordinary user",
        _make_ordinary,
    ),
    "delete": Act(
        "admin_user_delete",
        _("Delete the account"),
        "",
        "account deleted",
        _delete,
        dangerous=True,
        deletes=True,
    ),
}
