"""The pictures of people: our own, or Gravatar's where the operator chose so."""

from __future__ import annotations

import hashlib
from typing import Protocol

from aiohttp import web

from tracker.domain.avatars import digest_of, draw
from tracker.domain.names import key_of
from tracker.web import keys
from tracker.web.asking.base_path import full_path

GRAVATAR = "https://www.gravatar.com"
FOR_EVER = "public, max-age=31536000, immutable"


class Person(Protocol):
    """Whoever has a picture: a user, a member of a site."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


async def avatar(request: web.Request) -> web.Response:
    """The picture of a digest. It says nothing about who has an account: every digest has one."""
    picture = draw(request.match_info["digest"])
    kept = {"Cache-Control": FOR_EVER}
    return web.Response(text=picture, content_type="image/svg+xml", headers=kept)


def avatar_url(app: web.Application, person: Person) -> str:
    """Where a browser finds the picture of somebody."""
    if app[keys.CONFIG].avatars == "gravatar" and person.email:
        digest = hashlib.sha256(person.email.strip().lower().encode()).hexdigest()
        return f"{GRAVATAR}/avatar/{digest}?s=160&d=identicon"
    return full_path(app, f"/avatars/{digest_of(key_of(person.name))}.svg")
