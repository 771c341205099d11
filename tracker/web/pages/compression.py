"""Answers made smaller for who asks for it: those that are marked as showing nothing secret.

How long a compressed answer is tells something of what is in it to whoever can put words of his own
beside it (BREACH). So a page is compressed only if its handler carries the mark `shows_no_secret`:
what shows a token, a code or what somebody has typed stays as it is, and so does what is new."""

from __future__ import annotations

import asyncio
import gzip

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.web.asking.handler_marks import is_without_secrets

KINDS = {"text/html", "application/json"}
SMALLEST = 1_000  # bytes; what is smaller fits into a packet anyway
BESIDE = 64 * 1024  # bytes; what is larger takes over a millisecond, and is left to a thread
LEVEL = 1  # a third of the time of the usual one, and a tenth more bytes
LONGEST = 1_000  # characters of what a client says it takes


@web.middleware
async def compress_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outside of everything that may change an answer."""
    response = await handler(request)
    if may_be_compressed(request, response):
        response.headers.add("Vary", "Accept-Encoding")
        if accepts_gzip(request):
            await _compress(response)
    return response


def may_be_compressed(request: web.Request, response: web.StreamResponse) -> bool:
    """A whole page or JSON of a marked handler; no error, stream or file."""
    return (
        is_without_secrets(request)
        and isinstance(response, web.Response)
        and response.status == 200
        and response.content_type in KINDS
        and "Content-Encoding" not in response.headers
    )


async def _compress(response: web.StreamResponse) -> None:
    assert isinstance(response, web.Response)
    body = response.body
    if not isinstance(body, bytes) or len(body) < SMALLEST:
        return
    if len(body) < BESIDE:
        response.body = squeezed(body, LEVEL)
    else:
        response.body = await asyncio.to_thread(squeezed, body, LEVEL)
    response.headers["Content-Encoding"] = "gzip"


def squeezed(body: bytes, level: int) -> bytes:
    """As gzip has it, without a time, so that the same is the same."""
    return gzip.compress(body, level, mtime=0)


def accepts_gzip(request: web.Request) -> bool:
    """Whether the client has named gzip, or `*`, and not with `q=0` (RFC 9110, 12.5.3)."""
    named = {}
    for part in request.headers.get("Accept-Encoding", "")[:LONGEST].lower().split(","):
        coding, _, quality = part.partition(";")
        named[coding.strip()] = _is_wanted(quality)
    return named.get("gzip", named.get("x-gzip", named.get("*", False)))


def _is_wanted(quality: str) -> bool:
    name, _, value = quality.strip().partition("=")
    return name.strip() != "q" or value.strip().rstrip("0") not in {"", ".", "0", "0."}
