"""A device that keeps passkeys, in software: what its browser would send, right or as somebody who
cheats would have it."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, KEY_INSIDE = 0x01, 0x04, 0x40  # flags of the authenticator's data


def text_of(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One key of it, for pages at `origin`. What is set before `make` or `show` is lied about."""

    origin: str
    host: str = "localhost"
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any], **more: Any) -> str:
        """The answer to `navigator.credentials.create`."""
        self.handle = bytes_of(options["user"]["id"])
        data = self._data(self.flags | KEY_INSIDE) + self._public()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"], more)
        return self._sent({"clientDataJSON": client, "attestationObject": attestation})

    def show(self, options: dict[str, Any], **more: Any) -> str:
        """The answer to `navigator.credentials.get`; it counts, if it counts at all."""
        self.counter += bool(self.counter)
        data = self._data(self.flags)
        client = self._client("webauthn.get", options["challenge"], more)
        signed = data + sha256(client).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": data,
            "signature": self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            "userHandle": self.handle,
        }
        return self._sent(response)

    def public_key(self) -> bytes:
        """What a server keeps of it."""
        point = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
        return bytes(cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y}))

    def _client(self, kind: str, challenge: str, more: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | more).encode()

    def _data(self, flags: int) -> bytes:
        host = sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _public(self) -> bytes:
        return bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self.public_key()

    def _sent(self, response: dict[str, bytes]) -> str:
        sent = {
            "id": text_of(self.id),
            "rawId": text_of(self.id),
            "type": "public-key",
            "response": {name: text_of(value) for name, value in response.items()},
            "clientExtensionResults": {},
        }
        return json.dumps(sent)
