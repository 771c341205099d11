"""`tracker setup-link`: the link that makes the first account, when the printed one has run out."""

from __future__ import annotations

import click

from tracker.commands.acting import act
from tracker.commands.settings import load_settings
from tracker.config import Config


@click.command(
    "setup-link",
    short_help="Print a new link that makes the first account.",
    epilog="Example: tracker setup-link",
)
def setup_link() -> None:
    """Print a new link that makes the first account, who is the admin.

    It is good for an hour, and the one before ends. The server has to run."""
    config = load_settings()
    made = act(config, "setup-link")
    click.echo(f"{address_of_server(made['address'], config)}/setup/{made['token']}")


def address_of_server(said: str, config: Config) -> str:
    """As a browser reaches it; behind a Unix socket only the proxy before it knows its name."""
    return f"https://YOUR-HOST{config.base_path}" if said.startswith("unix:") else said
