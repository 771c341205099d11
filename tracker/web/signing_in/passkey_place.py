"""Whether the pages offer passkeys, and to which address these would belong."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.passkeys import Misfit, Place, place_at
from tracker.services.passkeys.answers import is_installed
from tracker.storage.accounts.passkeys import passkeys_of
from tracker.web import keys
from tracker.web.pages.origin import own_origin


def place_of(request: web.Request) -> Place | Misfit:
    """This server's address, as far as passkeys go."""
    return place_at(own_origin(request))


def offered_at(request: web.Request) -> Place | None:
    """Where a passkey would be made or shown; None where that cannot be."""
    place = place_of(request)
    return place if isinstance(place, Place) and is_installed() else None


async def has_passkey_here(request: web.Request, user_id: int) -> bool:
    """Whether the user can show one at this address."""
    place = offered_at(request)
    if place is None:
        return False
    held = await passkeys_of(request.app[keys.KEPT], user_id)
    return any(each.host == place.host and each.doubted_at is None for each in held)
