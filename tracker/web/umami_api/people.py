"""Whose token it is, as Umami says who somebody is."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.domain.umami_api.numbered import person_id, site_id
from tracker.storage.accounts.users import User
from tracker.web.api.said import as_json
from tracker.web.asking.handler_marks import only_asks
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.askers import Asker, asker


class Person(msgspec.Struct, rename="camel"):
    """`role`: admin, user, or view-only of a token that belongs to a site."""

    id: str
    username: str
    role: str
    created_at: str
    is_admin: bool
    teams: list[str] = msgspec.field(default_factory=list)  # theirs; there are none here


@only_asks
@read
async def verify(request: web.Request) -> web.Response:
    """Whether the token is good, and whose it is."""
    return as_json(person(await asker(request)))


@read
async def me(request: web.Request) -> web.Response:
    """The same as their cloud has it."""
    who = await asker(request)
    return as_json({"token": None, "authType": "api-key", "user": person(who)})


def person(who: Asker) -> Person:
    """A token of a site is nobody's: it has the site's name."""
    if who.user:
        return person_of(who.user)
    assert who.site, "nobody, and of no site"
    site = who.site
    return Person(site_id(site.id), site.name, "view-only", as_time(site.created_at), False)


def person_of(user: User) -> Person:
    role = "admin" if user.is_admin else "user"
    made = as_time(user.created_at)
    return Person(person_id(user.id), user.name, role, made, user.is_admin)
