"""What browsers are told to do with a passkey, as WebAuthn names it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from tracker.domain.passkeys import Place
from tracker.services.passkeys.challenges import LIFE
from tracker.storage.accounts.passkeys import Passkey
from tracker.storage.accounts.users import User

ES256, ED25519, RS256 = -7, -8, -257  # COSE's numbers; what phones, keys and Windows make


def as_text(data: bytes) -> str:
    """base64url without padding, as all of WebAuthn's bytes travel."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def to_make(
    place: Place, challenge: bytes, user: User, handle: bytes, known: Iterable[Passkey]
) -> dict[str, Any]:
    """A key that finds its account by itself and asks for a PIN, finger or face each time. Where it
    comes from is nobody's business: no attestation."""
    return {
        "rp": {"id": place.host, "name": place.host},
        "user": {
            "id": as_text(handle),
            "name": user.email or user.name,
            "displayName": user.name,
        },
        "challenge": as_text(challenge),
        "pubKeyCredParams": [
            {"type": "public-key", "alg": each} for each in (ES256, ED25519, RS256)
        ],
        "timeout": int(LIFE * 1000),
        "excludeCredentials": _listed(known),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def to_show(place: Place, challenge: bytes, among: Iterable[Passkey] = ()) -> dict[str, Any]:
    """Any of this server's keys, or one of those."""
    return {
        "challenge": as_text(challenge),
        "rpId": place.host,
        "timeout": int(LIFE * 1000),
        "userVerification": "required",
        "allowCredentials": _listed(among),
    }


def _listed(keys: Iterable[Passkey]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": each.credential} for each in keys]
