"""Reading a form from a request, whatever was sent instead of one."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from wtforms import Field, Form

from tracker.web.forms.bodies import fields_of

F = TypeVar("F", bound=Form)


async def read_form(request: web.Request, form: type[F]) -> F:
    """The form as sent, not yet validated; raises 400, 408, 413 and 415 for what is none."""
    return form(await fields_of(request))


def typed(field: Field) -> str:
    """What was typed into a field; "" when it was not sent."""
    return field.data or ""
