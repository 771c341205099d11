"""`tracker setup-link`: the link that makes the first account, when the printed one has run out."""

from __future__ import annotations

import click

from tracker.commands.acting import act
from tracker.commands.settings import load_settings


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
    here = made["address"]
    if here.startswith("unix:"):  # only the proxy before it knows its name
        here = f"https://YOUR-HOST{config.base_path}"
    click.echo(f"{here}/setup/{made['token']}")
