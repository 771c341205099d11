"""An assistant: the protocol's official client, and plain posts where that would be too polite."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client

from tests.eventually import PATIENCE

NEWEST = "2026-07-28"
ENVELOPE = {
    "io.modelcontextprotocol/protocolVersion": NEWEST,
    "io.modelcontextprotocol/clientCapabilities": {},
}


@asynccontextmanager
async def assistant(url: str, token: str, mode: str = "auto") -> AsyncIterator[Client]:
    """One that has found out how to speak with the server there."""
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http,
        Client(streamable_http_client(url, http_client=http), mode=mode) as client,
    ):
        yield client


def answer_of(result: types.CallToolResult) -> dict[str, Any]:
    """What a tool has answered, which its text says, too."""
    assert not result.is_error, sentence_of(result)
    assert result.structured_content is not None
    assert json.loads(sentence_of(result)) == result.structured_content
    return result.structured_content


def sentence_of(result: types.CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, types.TextContent)
    return content.text


async def post(
    client: TestClient, token: str, body: Any, headers: Mapping[str, str] | None = None
) -> ClientResponse:
    """As a program sends it."""
    usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    usual |= {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await client.post("/mcp", data=data, headers=usual | dict(headers or {}))


def call(method: str, params: Any = None, call_id: Any = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": call_id, "method": method} | (
        {} if params is None else {"params": params}
    )


async def use(client: TestClient, token: str, tool: str, **arguments: Any) -> dict[str, Any]:
    """The tool's result by a plain post."""
    params = {"name": tool, "arguments": arguments}
    answer = await post(client, token, call("tools/call", params))
    said = await answer.json()
    assert answer.status == 200, said
    result: dict[str, Any] = said["result"]
    return result
