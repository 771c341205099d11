"""An owner's shared link, and what its page says to a stranger."""

from __future__ import annotations

import re

from aiohttp.test_utils import TestClient

from tests.web.sites.owners import MINE
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

BOARD = {"name": "The board", "kind": "secret", "panels": ["pages", "countries"]}


async def share(owner: TestClient, site: Site, **chosen: object) -> str:
    """The path of a new link."""
    answer = await owner.post(f"/sites/{site.id}/shares", data=BOARD | MINE | chosen)
    page = await answer.text()
    assert answer.status == 200, page
    newest = (await shared_links_of(owner.app[keys.KEPT], site.id))[0]
    assert f"/share/{newest.token}<" in page
    return f"/share/{newest.token}"


async def shown(stranger: TestClient, path: str, query: str = "", status: int = 200) -> str:
    """The page of the link with all that it counts."""
    answer = await stranger.get(f"{path}?{query}&wait" if query else f"{path}?wait")
    text = await answer.text()
    assert answer.status == status, text
    return text


def words(page: str) -> str:
    """What is read on it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
