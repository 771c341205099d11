"""The beacon's answers as bytes, the same that the ordinary route gives."""

from __future__ import annotations

from functools import lru_cache

from tracker.domain.refusals import Refusal
from tracker.web.beacon import CORS, refused

FAILED = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
STORED = (
    b"HTTP/1.1 204 No Content\r\n"
    + b"".join(f"{name}: {value}\r\n".encode() for name, value in CORS.items())
    + b"\r\n"
)


def raw(refusal: Refusal) -> bytes:
    """That this was not stored, and why."""
    # A 204 has no body, so every bot's page shares one answer.
    return _bytes(Refusal(refusal.reason) if refusal.status == 204 else refusal)


def closing(answer: bytes) -> bytes:
    """The same as the last of its connection: whoever sends a request now would lose it."""
    return answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


@lru_cache(1024)
def _bytes(refusal: Refusal) -> bytes:
    response = refused(refusal)
    body = response.body if isinstance(response.body, bytes) else b""
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body
