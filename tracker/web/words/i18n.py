"""Every text a person reads goes through here, in the language of whoever asked."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import jinja2
import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.domain.languages import negotiate
from tracker.storage.accounts.users import User
from tracker.web.words.catalogues import SOURCE, catalogues, plural_samples


class Reader(msgspec.Struct, frozen=True):
    """How the person who asked wants to read what is answered."""

    language: str = SOURCE
    time_zone: str = "UTC"
    theme: str = "system"


NOBODY = Reader()
COLONS = {"fr": "\u00a0:"}
_READER: ContextVar[Reader | None] = ContextVar("reader", default=None)


def reader() -> Reader:
    """Who reads what is being written; outside of a request somebody who reads English."""
    return _READER.get() or NOBODY


@web.middleware
async def know_reader(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A stranger gets the language that the browser asks for."""
    accepted = request.headers.get("Accept-Language", "")
    _READER.set(Reader(negotiate(accepted, catalogues(), SOURCE)))
    return await handler(request)


def read_as(user: User) -> None:
    """From here on the request is answered as this user wants to read."""
    language = user.language if user.language in catalogues() else reader().language
    _READER.set(Reader(language, user.time_zone or "UTC", user.theme))


def read_in(language: str) -> None:
    """The same for somebody of whom no more is known."""
    _READER.set(Reader(language if language in catalogues() else SOURCE))


def read_in_theme(theme: str) -> None:
    """From here on the request is answered in this theme, whatever its reader likes elsewhere."""
    _READER.set(msgspec.structs.replace(reader(), theme=theme))


class Later(str):
    """A text of a module or class, which is imported before anybody asks: translated when shown."""

    __slots__ = ()

    def __str__(self) -> str:
        return catalogues()[reader().language].text(str.__str__(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __mod__(self, values: Any) -> str:
        translated: str = str(self) % values
        return translated


def _(text: str) -> str:
    """The text as the reader reads it."""
    return Later(text) if _READER.get() is None else now(text)


def now(text: str) -> str:
    """The same, but never later: for templates."""
    return catalogues()[reader().language].text(text)


def as_written(said: str) -> str:
    """The English of what the reader was told: the log speaks one language."""
    return catalogues()[reader().language].written(said)


def untranslated(text: str) -> str:
    """A text of a module in English, whoever reads."""
    return str.__str__(text)


def ngettext(one: str, other: str, number: int) -> str:
    """The text that goes with a number."""
    return catalogues()[reader().language].counted(one, other, number)


def every_form(one: str, other: str) -> dict[str, str]:
    """The text for each of the reader's plural forms, by its name in CLDR: for scripts, which know
    the number only later."""
    language = reader().language
    counted = catalogues()[language].counted
    forms = {name: counted(one, other, n) for name, n in plural_samples(language).items()}
    return {"other": counted(one, other, 0)} | forms


def colon() -> str:
    """What stands between a name and what it is, a blank behind it."""
    return COLONS.get(reader().language, ":")


def teach(environment: jinja2.Environment) -> None:
    """Let templates say `_("…")` and `{% trans %}`; values put into a text are escaped."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        now, ngettext, newstyle=True
    )
    environment.globals["every_form"] = every_form
    environment.globals["reader"] = reader
    environment.globals["colon"] = colon
