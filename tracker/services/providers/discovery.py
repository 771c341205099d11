"""What the provider tells of itself: its addresses, and how it wants to be asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracker.domain.text import printable
from tracker.services.providers.calls import SHOWN, Calls
from tracker.services.providers.trouble import ProviderTrouble
from tracker.settings.hosts import is_this_machine
from tracker.settings.provider import DISCOVERY

KEPT_FOR = 3600_000  # ms


class Metadata(msgspec.Struct, frozen=True):
    """Of what it publishes, what we need."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    code_challenge_methods_supported: tuple[str, ...] = ()
    authorization_response_iss_parameter_supported: bool = False


class Discovery:
    """Asked for when it is first needed, and again after an hour."""

    def __init__(self, issuer: str, calls: Calls, now: Callable[[], int]) -> None:
        self._issuer = issuer
        self._calls = calls
        self._now = now  # ms, UTC
        self._kept: tuple[Metadata, int] | None = None

    async def metadata(self) -> Metadata:
        """Raises ProviderTrouble."""
        now = self._now()
        if self._kept and abs(now - self._kept[1]) < KEPT_FOR:
            return self._kept[0]
        found = await discover(self._issuer, self._calls)
        self._kept = found, now
        return found


async def discover(issuer: str, calls: Calls) -> Metadata:
    """What stands at the issuer's well-known address. Raises ProviderTrouble."""
    said = await calls.get(issuer.rstrip("/") + DISCOVERY)
    try:
        found = msgspec.convert(_set(said), Metadata, strict=True)
    except msgspec.ValidationError as error:
        raise ProviderTrouble("odd", printable(str(error), SHOWN)) from None
    if found.issuer != issuer:
        raise ProviderTrouble("issuer", printable(found.issuer, SHOWN))
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        _check(address)
    if found.userinfo_endpoint:
        _check(found.userinfo_endpoint)
    return found


def _set(said: dict[str, Any]) -> dict[str, Any]:
    """Some write null for what they have not got."""
    return {name: value for name, value in said.items() if value is not None}


def _check(address: str) -> None:
    """Over http a secret would travel in the open; other schemes lead a browser anywhere."""
    try:
        parts = urlsplit(address)
        here = parts.scheme == "http" and is_this_machine(parts.hostname or "")
    except ValueError:
        raise ProviderTrouble("odd", "an address that is none") from None
    if not parts.hostname or (parts.scheme != "https" and not here):
        raise ProviderTrouble("odd", printable(f"an address without TLS: {address}", SHOWN))
