"""The same answers as bytes, for the fast path."""

from __future__ import annotations

import time
from functools import lru_cache

from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time

from tracker.domain.refusals import Refusal
from tracker.web.beacon.answers import CORS, refused

STORED = b"HTTP/1.1 204 No Content\r\n" + b"".join(
    f"{name}: {value}\r\n".encode() for name, value in CORS.items()
)


class Stored:
    """The answer to nearly every hit, made anew each second for its date."""

    def __init__(self) -> None:
        self._second = 0
        self._bytes = b""

    def __call__(self) -> bytes:
        second = int(time.time())
        if second != self._second:
            self._second, self._bytes = second, STORED + _dated()
        return self._bytes


def raw(refusal: Refusal) -> bytes:
    """That this was not stored, and why."""
    # A 204 has no body, so every bot's page shares one answer.
    head, body = _parts(Refusal(refusal.reason) if refusal.status == 204 else refusal)
    return head + _dated() + body


def failed() -> bytes:
    """That it is our fault."""
    return (
        b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n"
        + _dated()
    )


def closing(answer: bytes) -> bytes:
    """The same as the last of its connection: whoever sends a request now would lose it."""
    return answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def _dated() -> bytes:
    return f"Date: {rfc822_formatted_time()}\r\n\r\n".encode()


def raw_response(response: web.Response) -> bytes:
    """Any answer with a body in memory."""
    return dated(*raw_parts(response))


def dated(head: bytes, body: bytes) -> bytes:
    """An answer of now."""
    return head + _dated() + body


@lru_cache(256)
def _parts(refusal: Refusal) -> tuple[bytes, bytes]:
    return raw_parts(refused(refusal))


def raw_parts(response: web.Response) -> tuple[bytes, bytes]:
    """What stands before the date, and the body."""
    body = response.body if isinstance(response.body, bytes) else b""
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "")).encode(), body
