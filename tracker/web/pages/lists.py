"""Long lists: what is searched for in them, and where a page of them begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from aiohttp import web

from tracker.storage.accounts.people import MOST_LISTED
from tracker.storage.file.transactions import Accounts
from tracker.web import keys
from tracker.web.pages.pages import render

T = TypeVar("T")  # a row

LONGEST_SEARCH = 200  # characters


class AskedPage(NamedTuple):
    """Of those with `search` in their names the ones behind `after`: what that counts or numbers
    is the list's own."""

    search: str
    after: int


def asked_page(request: web.Request) -> AskedPage:
    """Which of them are asked for."""
    search = request.query.get("q", "").strip()[:LONGEST_SEARCH]
    return AskedPage(search, number_in(request, "after"))


def number_in(request: web.Request, name: str) -> int:
    """A number of the query; 0 where it is none."""
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


async def show_list(
    request: web.Request,
    template: str,
    find: Callable[[Accounts, str, int], Awaitable[list[T]]],
    number_of: Callable[[T], int],
) -> web.Response:
    """One of the lists of all that there is, for an admin."""
    search, after = asked_page(request)
    rows = await find(request.app[keys.KEPT], search, after)
    more = number_of(rows[-1]) if len(rows) == MOST_LISTED else 0
    return await render(request, template, rows=rows, search=search, more=more)
