"""Where the tools of `tracker mcp` are used: on this machine, or at a server elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import click
from aiohttp import ClientError, ClientSession, ClientTimeout

from tracker.build import version
from tracker.commands.acting import act_once
from tracker.config import Config
from tracker.domain.mcp.envelopes import REVISION_HEADER
from tracker.domain.mcp.methods import described
from tracker.domain.mcp.revisions import HANDSHAKE
from tracker.services.assistants.tools import Said, about, result_of

WITHIN = 60.0  # seconds


class Source(Protocol):
    """Both answer as the protocol has it."""

    async def tools(self) -> list[dict[str, Any]]:
        """Raises ClickException where nobody can be asked."""
        ...

    async def use(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]: ...


class Local:
    """The data folder here: whoever may open it may see all of it."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._turn = asyncio.Lock()  # without a server each takes the folder for itself

    async def tools(self) -> list[dict[str, Any]]:
        await self._act("list_sites", {})
        return [described(tool) for tool in about(version()).tools]

    async def use(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            done = await self._act(tool, arguments)
        except click.ClickException as error:
            return result_of(Said(error.format_message(), wrong=True))
        return result_of(Said(**done))

    async def _act(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        async with self._turn:
            asked = {"tool": tool, "arguments": arguments}
            return await act_once(self._config, "assistant-tool", asked)


class Remote:
    """A server that is asked with a token."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str, token: str) -> AsyncIterator[Remote]:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            REVISION_HEADER: HANDSHAKE[-1],
        }
        timeout = ClientTimeout(total=WITHIN)
        async with ClientSession(headers=headers, timeout=timeout, trust_env=True) as session:
            yield cls(session, f"{url}/mcp")

    async def tools(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self._asked("tools/list", {}))["tools"]
        return found

    async def use(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._asked("tools/call", {"name": tool, "arguments": arguments})
        except click.ClickException as error:
            return result_of(Said(error.format_message(), wrong=True))

    async def _asked(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """The result; raises ClickException with what was said instead."""
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        try:
            async with self._session.post(self._url, json=call, allow_redirects=False) as answer:
                said = await answer.json(content_type=None)
        except (ClientError, TimeoutError, OSError) as error:
            why = str(error) or "it does not answer in time"
            raise click.ClickException(f"{self._url}: {why}") from error
        except ValueError:
            said = None
        if isinstance(said, dict) and isinstance(said.get("result"), dict):
            result: dict[str, Any] = said["result"]
            return result
        raise click.ClickException(f"{self._url}: {_why(said)}")


def _why(said: Any) -> str:
    error = said.get("error") if isinstance(said, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return str(message or "no Tracker answers there, or one that is too old for assistants.")
