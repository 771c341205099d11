"""Reading a form from a request, whatever was sent instead of one."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from aiohttp import web
from multidict import MultiDict
from wtforms import Field, Form

from tracker.web.i18n import _

F = TypeVar("F", bound=Form)
BODY_DEADLINE = 5.0  # seconds


async def read_form(request: web.Request, form: type[F]) -> F:
    """The form as sent, not yet validated; raises 400 and 408 for what is none."""
    return form(await fields_of(request))


async def fields_of(request: web.Request) -> MultiDict[str]:
    """The text fields of the body; files and unreadable bytes are refused."""
    try:
        async with asyncio.timeout(BODY_DEADLINE):
            sent = await request.post()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, LookupError):
        raise web.HTTPBadRequest(text=_("The form's text could not be read.")) from None
    texts = MultiDict((name, value) for name, value in sent.items() if isinstance(value, str))
    if len(texts) < len(sent):
        raise web.HTTPBadRequest(text=_("This form takes no files."))
    return texts


def typed(field: Field) -> str:
    """What was typed into a field; "" when it was not sent."""
    return field.data or ""
