"""The provider that people may sign in with, as long as the server runs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlencode

from tracker.config import Config
from tracker.domain.provider_claims import NoSubject, Person, person_of
from tracker.services.providers.begun import Begun
from tracker.services.providers.calls import Calls
from tracker.services.providers.discovery import Discovery, Metadata
from tracker.services.providers.id_tokens import IdTokens, Keys
from tracker.services.providers.trouble import ProviderTrouble
from tracker.settings.hosts import url_of

BASIC, IN_FORM = "client_secret_basic", "client_secret_post"


class Provider:
    """Where to send a browser, and who it is that comes back."""

    def __init__(self, config: Config, back: str, calls: Calls, now: Callable[[], int]) -> None:
        """`back`: the address that the provider sends browsers to."""
        self.issuer = config.oidc_issuer
        self.name = config.oidc_name or _host_of(config.oidc_issuer)
        self._config = config
        self._back = back
        self._calls = calls
        self._discovery = Discovery(self.issuer, calls, now)
        self._tokens = IdTokens(self.issuer, config.oidc_client_id, Keys(calls, now), now)

    async def address(self, begun: Begun, state: str) -> str:
        """Where somebody signs in. Raises ProviderTrouble."""
        endpoint = (await self._discovery.metadata()).authorization_endpoint
        asked = {
            "response_type": "code",
            "client_id": self._config.oidc_client_id,
            "redirect_uri": self._back,
            "scope": self._config.oidc_scopes,
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": challenge_of(begun.verifier),
            "code_challenge_method": "S256",
        }
        if begun.once_more:  # whoever is signed in there shows again who they are
            asked |= {"prompt": "login", "max_age": "0"}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def check_sender(self, iss: str | None) -> None:
        """Whether the answer names the one that was asked (RFC 9207). Raises ProviderTrouble."""
        names_itself = (
            await self._discovery.metadata()
        ).authorization_response_iss_parameter_supported
        if (iss is not None or names_itself) and iss != self.issuer:
            raise ProviderTrouble("token", "the answer of another issuer")

    async def person(self, code: str, begun: Begun) -> Person:
        """Who came back with that code. Raises ProviderTrouble."""
        known = await self._discovery.metadata()
        answer = await self._exchange(known, code, begun.verifier)
        token, bearer = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise ProviderTrouble("odd", "an answer without an ID token")
        claims = await self._tokens.claims(token, begun.nonce, known.jwks_uri)
        if known.userinfo_endpoint and isinstance(bearer, str) and self._lacks(claims):
            claims = await self._with_more(known.userinfo_endpoint, bearer, claims)
        try:
            return person_of(claims, self._config.oidc_admin_claim)
        except NoSubject:
            raise ProviderTrouble("token", "it does not say who it is") from None

    async def _exchange(self, known: Metadata, code: str, verifier: str) -> dict[str, Any]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        client, secret = self._config.oidc_client_id, self._config.oidc_client_secret
        ways = known.token_endpoint_auth_methods_supported
        if BASIC not in ways and IN_FORM in ways:
            more = {"client_id": client, "client_secret": secret}
            return await self._calls.post(known.token_endpoint, fields | more)
        return await self._calls.post(known.token_endpoint, fields, basic(client, secret))

    def _lacks(self, claims: dict[str, Any]) -> bool:
        """Many providers put no more into the token than who it is."""
        wanted = self._config.oidc_admin_claim.partition("=")[0].partition(".")[0]
        return "email" not in claims or (bool(wanted) and wanted not in claims)

    async def _with_more(self, address: str, bearer: str, claims: dict[str, Any]) -> dict[str, Any]:
        """What is signed counts before what is not; both must be about the same person."""
        more = await self._calls.get(address, bearer)
        if more.get("sub") != claims["sub"]:
            raise ProviderTrouble("token", "claims of somebody else")
        return more | claims


def challenge_of(verifier: str) -> str:
    """What the provider is shown of the secret that it will be told with the code (S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def basic(client_id: str, secret: str) -> str:
    """The header with both, each escaped first as OAuth wants it."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _host_of(issuer: str) -> str:
    parts = url_of(issuer, frozenset({"http", "https"}))
    return (parts.hostname if parts else "") or issuer
