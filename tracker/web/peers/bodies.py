"""What their trackers send as bodies."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from tracker.domain.refusals import Reason, Refusal
from tracker.web.beacon.routes import unread
from tracker.web.forms.bodies import FORM, UNREADABLE, WITHIN, body_of

MOST_TOGETHER = 1_000_000  # bytes of a body that holds many hits
MOST_FIELDS = 500
LARGE = Refusal(Reason.LARGE)
UNREAD = Refusal(Reason.BAD, "the body could not be read")
LATE = Refusal(Reason.BAD, "the body did not arrive within 5 seconds")


class NoJson(ValueError):
    """The body is none."""


async def small_body(request: web.Request) -> bytes | Refusal:
    """Of one hit."""
    try:
        return await body_of(request)
    except web.HTTPException as error:
        return unread(error)


async def large_body(request: web.Request) -> bytes | Refusal:
    """Of many hits at once."""
    found = bytearray()
    try:
        if request.content.is_eof():  # as most are: nothing to wait for
            body = await request.content.read()
            return body if len(body) <= MOST_TOGETHER else LARGE
        async with asyncio.timeout(WITHIN):
            async for chunk in request.content.iter_any():
                found += chunk
                if len(found) > MOST_TOGETHER:
                    return LARGE
    except TimeoutError:
        return LATE
    except UNREADABLE:
        return UNREAD
    return bytes(found)


def json_of(body: bytes) -> Any:
    """The JSON value. A cut emoji is no reason to lose a visit. Raises NoJson."""
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise NoJson("nested too deeply") from None
    except ValueError:  # msgspec's own is one, and so is what is no UTF-8
        try:
            return json.loads(body.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise NoJson(str(error)[:80]) from None


def object_of(request: web.Request, body: bytes) -> dict[str, Any]:
    """The JSON object, whatever it is said to be, or the fields of a form. Raises NoJson."""
    is_form = request.headers.get("Content-Type", "").startswith(FORM)
    if is_form and body.lstrip()[:1] != b"{":
        return dict(fields(body))
    values = json_of(body)
    if not isinstance(values, dict):
        raise NoJson("not an object")
    return values


def fields(body: bytes) -> list[tuple[str, str]]:
    """Those of a form. Raises NoJson."""
    try:
        text = body.decode("utf-8", "replace")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        raise NoJson("too many fields") from None
