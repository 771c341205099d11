"""`tracker ready`: whether the server that runs here can store hits, for scripts."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import click

from tracker.commands.control import NoServer, ask, control_session
from tracker.commands.settings import load_settings

BETWEEN_TRIES = 0.2


@click.command(
    short_help="Say whether the server on this machine can store hits.",
    epilog="Example: tracker ready --wait 60 && echo serving",
)
@click.option(
    "--wait", default=0.0, metavar="SECONDS", help="Ask again for so long before giving up."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole report of /readyz.")
def ready(wait: float, as_json: bool) -> None:
    """Ask the server on this machine whether it can store hits; exit code 0 when it can.

    It asks through the control socket, so it needs neither port nor certificate: for a
    container's health check, and for what restarts a server."""
    report = asyncio.run(_report(load_settings().data_dir, time.monotonic() + wait))
    if as_json:
        click.echo(json.dumps(report))
    elif "wrong" not in report:
        click.echo("ready")
    if "wrong" in report:
        raise click.ClickException(str(report["wrong"]))


async def _report(data_dir: Path, until: float) -> dict[str, Any]:
    """The last answer; raises NoServer where nobody gave one."""
    while True:
        try:
            async with control_session(data_dir) as session:
                report: dict[str, Any] = await ask(session, "/readyz", data_dir)
            if "wrong" not in report or time.monotonic() > until:
                return report
        except NoServer:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(BETWEEN_TRIES)
