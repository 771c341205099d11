"""What a front tells of a site, as a program reads it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession

from tests.server_process import ServerProcess
from tracker.storage.sites.sites import Site


class Stream:
    """What one front tells of a site. `point`: where it stands."""

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        self._lines = lines
        self.point = ""

    async def paths(self, pages: int) -> list[str]:
        """Of the next pages, so many."""
        found: list[str] = []
        while len(found) < pages:
            found += [each["path"] for each in await self.messages() if each["type"] == "event"]
        return found

    async def messages(self) -> list[dict[str, Any]]:
        """Of the next frame. AssertionError where the stream ends."""
        async for line in self._lines:
            if line.startswith(b"id: "):
                self.point = line[4:].decode().strip()
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        raise AssertionError("the stream ended")


@asynccontextmanager
async def stream(
    browser: ClientSession, server: ServerProcess, site: Site, token: str, point: str = ""
) -> AsyncIterator[Stream]:
    url = f"http://127.0.0.1:{server.port}/api/sites/{site.id}/live"
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": point}
    async with browser.get(url, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        yield Stream(answer.content)
