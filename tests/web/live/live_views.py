"""A live view through the front door, read message by message."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse, ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient

from tests.eventually import PATIENCE
from tracker.storage.sites.sites import Site

Message = dict[str, Any]


def origin_of(client: TestClient) -> str:
    """The server's own, as a browser on one of its pages would name it."""
    return str(client.make_url("")).rstrip("/")


class View:
    """Messages of a socket, in order."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def until(self, kind: str) -> list[Message]:
        """All messages up to the frame with the next one of that type."""
        found: list[Message] = []
        async with asyncio.timeout(PATIENCE):  # others may come for ever
            while not any(each["type"] == kind for each in found):
                found += json.loads(await self.socket.receive_str())
        return found


@asynccontextmanager
async def view(browser: TestClient, site: Site, query: str = "") -> AsyncIterator[View]:
    """An open socket."""
    headers = {"Origin": origin_of(browser)}
    path = f"/sites/{site.id}/live/socket{query}"
    async with browser.ws_connect(path, headers=headers, autoclose=False) as socket:
        yield View(socket)


async def end_of(
    socket: ClientWebSocketResponse, within: float = PATIENCE
) -> tuple[int, str | None]:
    """The code and the reason with which it is closed."""
    async with asyncio.timeout(within):
        while (message := await socket.receive()).type in {WSMsgType.TEXT, WSMsgType.PING}:
            pass
    assert message.type is WSMsgType.CLOSE
    return message.data, message.extra


async def open_stream(browser: TestClient, site: Site, token: str) -> int:
    """The status with which a program's stream begins; it is closed again."""
    path = f"/api/sites/{site.id}/live"
    async with browser.get(path, headers={"Authorization": f"Bearer {token}"}) as answer:
        return answer.status


class Stream:
    """Server-Sent Events of an answer: their ids, messages and comments."""

    def __init__(self, answer: ClientResponse) -> None:
        self.answer = answer
        self.last_id = ""
        self.comments: list[str] = []

    async def until(self, kind: str) -> list[Message]:
        """All messages up to the event with the next one of that type."""
        found: list[Message] = []
        async with asyncio.timeout(PATIENCE):
            while not any(each["type"] == kind for each in found):
                found += await self.next()
        return found

    async def next(self) -> list[Message]:
        """The messages of the next event; none for a comment."""
        messages: list[Message] = []
        while line := (await self.answer.content.readline()).decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            match name:
                case "id":
                    self.last_id = value
                case "data":
                    messages = json.loads(value)
                case "":
                    self.comments.append(value)
        return messages
