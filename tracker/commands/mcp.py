"""`tracker mcp`: an assistant on this machine asks through standard input and output."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack

import click

from tracker.build import version
from tracker.commands.settings import load_settings
from tracker.commands.tool_sources import Local, Remote, Source
from tracker.services.assistants.tools import INSTRUCTIONS


@click.command(
    short_help="Let an assistant ask for reports (MCP, standard input and output).",
    epilog="Example: tracker mcp --url https://tracker.example.com --token trkp_…",
)
@click.option("--url", default="", metavar="URL", help="A server elsewhere, such as https://…")
@click.option(
    "--token",
    default="",
    envvar="TRACKER_TOKEN",
    help="A token with the scope reports, for --url; or set TRACKER_TOKEN.",
)
def mcp(url: str, token: str) -> None:
    """Speak the Model Context Protocol on standard input and output.

    An assistant starts this and asks for reports; it can change nothing. It sees all sites of the
    server on this machine, running or not; with --url those that the token may see. What it is
    answered goes to the assistant's provider: docs/assistants.md."""
    if url and not token:
        raise click.UsageError("With --url a token is needed: --token, or TRACKER_TOKEN.")
    try:
        asyncio.run(_serve(url.rstrip("/"), token))
    except KeyboardInterrupt:
        raise SystemExit(130) from None


async def _serve(url: str, token: str) -> None:
    try:
        from tracker.commands.mcp_stdio import serve
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("tracker"):
            raise
        raise click.ClickException(MISSING.format(python=sys.executable)) from None
    async with AsyncExitStack() as stack:
        source: Source
        if url:
            source = await stack.enter_async_context(Remote.of(url, token))
        else:
            source = Local(load_settings())
        await serve(source, await source.tools(), version(), INSTRUCTIONS)


MISSING = (
    "This needs the package mcp, which is not installed here: {python} -m pip install "
    "'mcp>=2.3,<3'. Without it assistants can ask the server itself, at its address /mcp."
)
