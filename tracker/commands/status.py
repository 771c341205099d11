"""`tracker status`: the figures of the server that runs here."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from tracker.commands.control import ask, control_session
from tracker.commands.settings import load_settings


@click.command(epilog="Example: tracker status --json")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def status(as_json: bool) -> None:
    """Show what the server that runs on this machine is doing."""
    figures = asyncio.run(_figures(load_settings().data_dir))
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in _lines(figures):
        click.echo(f"{name:<10} {value}")


async def _figures(data_dir: Path) -> dict[str, Any]:
    async with control_session(data_dir) as session:
        answer: dict[str, Any] = await ask(session, "/status", data_dir)
        return answer


def _lines(figures: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("version", f"{figures['version']}, process {figures['process']}"),
        ("address", figures["address"]),
        ("running", _duration(figures["uptime"])),
        ("sites", f"{figures['sites']:,}"),
        ("hits", f"{figures['hits']:,} since the start, {figures['queue']:,} waiting"),
        ("disk", figures["trouble"] or "ok"),
        ("watchers", f"{figures['watchers']:,}"),
        ("database", f"{figures['database'] / 1_000_000:,.1f} MB, {figures['cursor']:,} rows ever"),
    ]


def _duration(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days} d {hours:02}:{minutes:02}:{seconds:02}"
