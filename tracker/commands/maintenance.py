"""`tracker maintenance`: closing the pages for a while."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.settings import load_settings
from tracker.commands.visit_lines import plain


@click.group(short_help="Close the pages for a while, and open them again.")
def maintenance() -> None:
    """Close the pages for a while; visits are recorded meanwhile."""


@maintenance.command(epilog='Example: tracker maintenance on "back at 15:00"')
@click.argument("text", default="")
def on(text: str) -> None:
    """Show TEXT in place of every page.

    Visits go on being recorded, open live views stay, and admins can still log in and reach
    /admin. It also holds after a restart, until `off`."""
    click.echo(_sentence(act(load_settings(), "maintenance-on", {"text": text})))


@maintenance.command(epilog="Example: tracker maintenance off")
def off() -> None:
    """Show the pages again."""
    click.echo(_sentence(act(load_settings(), "maintenance-off")))


@maintenance.command(epilog="Example: tracker maintenance status --json")
@json_option
def status(as_json: bool) -> None:
    """Say whether the pages are closed."""
    state = act(load_settings(), "maintenance-status")
    click.echo(json.dumps(state) if as_json else _sentence(state))


def _sentence(state: dict[str, Any]) -> str:
    if not state["on"]:
        return "The pages are open."
    since = datetime.fromtimestamp(state["since"] / 1000, UTC)
    said = f": {plain(state['text'])}" if state["text"] else "."
    return f"The pages are closed since {since:%Y-%m-%d %H:%M} UTC{said}"
