"""The official package's side of standard input and output. It is an extra: `tracker mcp` imports
this file alone, and late."""

from __future__ import annotations

from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    Tool,
)

from tracker.commands.tool_sources import Source


async def serve(
    source: Source, tools: list[dict[str, Any]], version: str, instructions: str
) -> None:
    """Until the assistant closes our input."""
    listed = ListToolsResult(tools=[Tool.model_validate(each) for each in tools])
    names = [each["name"] for each in tools]

    async def on_list(
        _context: ServerRequestContext[Any], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return listed

    async def on_call(
        _context: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult:
        if params.name not in names:
            said = f"Unknown tool: {params.name[:60]}. Allowed: {', '.join(names)}."
            raise MCPError(INVALID_PARAMS, said)
        return CallToolResult.model_validate(await source.use(params.name, params.arguments or {}))

    server = Server(
        "tracker",
        version=version,
        title="Tracker",
        instructions=instructions,
        on_list_tools=on_list,
        on_call_tool=on_call,
    )
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
