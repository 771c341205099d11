"""ID tokens: whether the provider has signed one, for us, now, and for this very sign-in.

joserfc checks signatures and claims. It takes the algorithms that may be used and the time as
arguments; what it does not know of is the party that a token was made for (azp).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracker.services.providers.calls import Calls
from tracker.services.providers.trouble import ProviderTrouble

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

# Never "none", and nothing that our own secret could sign: the keys are what anybody can read.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
LEEWAY = 60  # seconds between our clock and theirs
KEPT_FOR = 3600_000  # ms: how long a key is good that they have withdrawn
APART = 30_000  # ms between two askings for keys, however many tokens name unknown ones


class Keys:
    """What the provider signs with. Asked for anew when a token names a key that is not there."""

    def __init__(self, calls: Calls, now: Callable[[], int]) -> None:
        self._calls = calls
        self._now = now  # ms, UTC
        self._kept: KeySet | None = None
        self._asked = 0

    async def find(self, address: str, *, anew: bool = False) -> KeySet:
        """Raises ProviderTrouble."""
        age = abs(self._now() - self._asked)
        if self._kept is None or age >= (APART if anew else KEPT_FOR):
            self._kept, self._asked = _key_set(await self._calls.get(address)), self._now()
        return self._kept


def _key_set(said: dict[str, Any]) -> KeySet:
    """Those that may sign; one of a kind that nobody here knows is left out."""
    from joserfc.jwk import KeySet

    listed = said.get("keys")
    keys = [each for each in listed if _signs(each)] if isinstance(listed, list) else []
    try:
        found = KeySet.import_key_set({"keys": keys})
    except Exception as error:  # it raises whatever a key's numbers made it stumble over
        raise ProviderTrouble("odd", f"no keys ({type(error).__name__})") from None
    return found


def _signs(key: object) -> bool:
    known = isinstance(key, dict) and key.get("kty") in {"RSA", "EC", "OKP"}
    return known and isinstance(key, dict) and key.get("use", "sig") == "sig"


class IdTokens:
    """Whether to believe one."""

    def __init__(self, issuer: str, client_id: str, keys: Keys, now: Callable[[], int]) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys
        self._now = now  # ms, UTC

    async def claims(self, token: str, nonce: str, keys_at: str) -> dict[str, Any]:
        """What it says, once all of it was checked. Raises ProviderTrouble."""
        from joserfc.errors import InvalidKeyIdError, JoseError

        try:
            try:
                claims = self._decoded(token, await self._keys.find(keys_at))
            except InvalidKeyIdError:  # they have changed their keys
                claims = self._decoded(token, await self._keys.find(keys_at, anew=True))
            self._check(claims, nonce)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            said = getattr(error, "error", "") or type(error).__name__
            detail = getattr(error, "description", "") or ""
            raise ProviderTrouble("token", f"{said} {detail}".strip()) from None
        return claims

    def _decoded(self, token: str, keys: KeySet) -> dict[str, Any]:
        from joserfc import jwt

        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims

    def _check(self, claims: dict[str, Any], nonce: str) -> None:
        from joserfc.jwt import JWTClaimsRegistry

        JWTClaimsRegistry(
            now=self._now() // 1000,
            leeway=LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True},
        ).validate(claims)
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise ValueError("another nonce")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._client_id:
            raise ValueError("made for another party")
