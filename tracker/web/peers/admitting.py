"""Whose site a tracker means, and whether whoever sends may go on."""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

from aiohttp import web

from tracker.domain.peers.aliases import AliasKind
from tracker.domain.refusals import Refusal
from tracker.domain.roles import may
from tracker.services.accounts.personal_tokens import PREFIX, bearer_of_token
from tracker.services.recording.sender import Sender
from tracker.storage.sites.sites import Site, member_site
from tracker.web import keys
from tracker.web.asking.bearers import LONGEST

SCOPE = "send"


class Admitted(NamedTuple):
    """`by_program`: it has a token, so what it says of its visitors holds. `name`: under which the
    site was found."""

    site: Site
    kind: AliasKind
    by_program: bool
    name: str = ""


async def admitted(
    request: web.Request, sender: Sender, kind: AliasKind, name: str, token: str = ""
) -> Admitted | Refusal:
    """The site that a tracker of this kind calls so."""
    site = request.app[keys.ALIASES].site(kind, name)
    return await admitted_to(request, sender, kind, site, token, name)


async def admitted_to(  # noqa: PLR0917
    request: web.Request,
    sender: Sender,
    kind: AliasKind,
    site: Site | None,
    token: str,
    name: str,
) -> Admitted | Refusal:
    """The same for a site that was found otherwise, or not."""
    intake = request.app[keys.INTAKE]
    if site and token and await speaks_for(request, site, token):
        return intake.admit_program(site) or Admitted(site, kind, True, name)
    found = intake.admit_to(site, sender.rate)
    return found if isinstance(found, Refusal) else Admitted(found, kind, False, name)


async def speaks_for(request: web.Request, site: Site, token: str) -> bool:
    """Whether it is a token that may send events of this site."""
    if not token.startswith(PREFIX) or len(token) > LONGEST:
        return False
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    bearer = await bearer_of_token(db, token, now)
    if bearer is None or SCOPE not in bearer.token.scopes:
        return False
    found = await member_site(db, bearer.user.id, site.id)
    return found is not None and may(found[1], "editor")


def token_in(request: web.Request) -> str:
    """The token that came along, in any of the ways in which their clients send it; "" for none."""
    header = request.headers.get("Authorization", "")
    if not header:
        return request.headers.get("x-umami-api-key", "")
    scheme, _space, text = header.partition(" ")
    if scheme.lower() == "bearer":
        return text.strip()
    return _password(text) if scheme.lower() == "basic" else ""


def _password(text: str) -> str:
    try:
        pair = base64.b64decode(text.strip()[: 4 * LONGEST], validate=True)
        return pair.decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
