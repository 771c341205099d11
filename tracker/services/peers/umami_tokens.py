"""The token by which Umami's script names its session again."""

from __future__ import annotations

import base64
import hmac
import json
from hashlib import blake2b, sha256
from typing import NamedTuple
from uuid import UUID

import msgspec

LONGEST = 2_000  # characters
A_VISIT = 30 * 60  # seconds


class Session(NamedTuple):
    """As they know it; `began`: seconds."""

    website: str
    session: str
    visit: str
    began: int


class UmamiTokens:
    """Made and known again by this process; an older one is as good as none."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._head = _part(b'{"alg":"HS256","typ":"JWT"}')

    def session(self, website: str, who: str, known: Session | None, now: int) -> Session:
        """The one that goes on, or another: `who` has it, `now` in seconds."""
        if known and known.website == website and now - known.began < A_VISIT:
            return known
        session = known.session if known and known.website == website else self._uuid(website, who)
        return Session(website, session, self._uuid(session, str(now // 3_600)), now)

    def token(self, session: Session) -> str:
        """Signed."""
        body = {
            "websiteId": session.website,
            "sessionId": session.session,
            "visitId": session.visit,
            "iat": session.began,
        }
        said = f"{self._head}.{_part(msgspec.json.encode(body))}"
        return f"{said}.{self._signature(said)}"

    def read(self, sent: str) -> Session | None:
        """What a header says; release 2 of their script sends the whole answer back. Never
        raises."""
        if not sent or len(sent) > LONGEST:
            return None
        said, _, signature = _unwrapped(sent).rpartition(".")
        if not said or not hmac.compare_digest(signature.encode(), self._signature(said).encode()):
            return None
        body = json.loads(_bytes(said.partition(".")[2]))
        return Session(body["websiteId"], body["sessionId"], body["visitId"], body["iat"])

    def _signature(self, said: str) -> str:
        text = said.encode("utf-8", "replace")
        return _part(hmac.new(self._secret, text, sha256).digest())

    def _uuid(self, *parts: str) -> str:
        text = "\0".join(parts).encode("utf-8", "replace")
        return str(UUID(bytes=blake2b(text, digest_size=16, key=self._secret).digest(), version=4))


def _unwrapped(sent: str) -> str:
    if not sent.startswith("{"):
        return sent
    try:
        inner = json.loads(sent)
    except (ValueError, RecursionError):
        return ""
    token = inner.get("cache")
    return token if isinstance(token, str) else ""


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
