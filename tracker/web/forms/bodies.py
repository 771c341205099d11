"""What came with a request. Whatever was sent instead of it is its sender's fault, never ours."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from aiohttp import ClientPayloadError, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict

from tracker.web.words.i18n import _

WITHIN = 5.0  # seconds
MOST_FIELDS = 50
FORM = "application/x-www-form-urlencoded"
UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})
# Chunks that are none, a length that is not kept: each reader has its own word for it.
UNREADABLE = (HttpProcessingError, ClientPayloadError, web.RequestPayloadError, ValueError)


async def body_of(request: web.Request) -> bytes:
    """All of it; raises 400, 408 or 413 where it does not arrive whole, in time and in bounds."""
    try:
        if request.content.is_eof():  # as most are: nothing to wait for
            return await request.read()
        async with asyncio.timeout(WITHIN):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except UNREADABLE:
        raise web.HTTPBadRequest(text=_("What was sent could not be read.")) from None


async def fields_of(request: web.Request) -> MultiDict[str]:
    """The fields of a form as browsers send it without files; raises 415 for any other, and 400
    for what is no UTF-8."""
    body = await body_of(request)
    if body and not is_form(request):
        raise web.HTTPUnsupportedMediaType(
            text=_("A form is read as %(type)s in UTF-8 only, without files.") % {"type": FORM}
        )
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise web.HTTPBadRequest(text=_("The form's text could not be read.")) from None
    return MultiDict(pairs)


def is_form(request: web.Request) -> bool:
    """By the header itself: the library's reading of it knows charsets in pieces, and more."""
    kind, *parameters = request.headers.get("Content-Type", "").lower().split(";")
    names = (each.partition("=") for each in parameters)
    charsets = {value.strip(' \t"') for name, _equals, value in names if "charset" in name}
    return kind.strip() == FORM and charsets <= UTF_8
