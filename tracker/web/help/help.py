"""/help: what this release's documents say, on the server that they are about."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.help.documents import NAMES, Document, document
from tracker.web.pages.pages import render


@shows_no_secret
async def help_index(request: web.Request) -> web.Response:
    """All of them, each with what it is about."""
    documents = await asyncio.to_thread(_all)
    return await render(request, "help/index.html", documents=documents)


@shows_no_secret
async def help_page(request: web.Request) -> web.Response:
    """One of them."""
    name = request.match_info["document"]
    found = await asyncio.to_thread(document, name)
    titles = [(each.name, each.title) for each in await asyncio.to_thread(_all)]
    return await render(request, "help/document.html", document=found, titles=titles)


def _all() -> list[Document]:
    return [document(name) for name in NAMES]
