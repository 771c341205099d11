"""`tracker backup`: a copy of the database, beside a running server too."""

from __future__ import annotations

import json

import click

from tracker.commands.acting import act
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings


@click.command(
    short_help="Make a checked copy of the database in BACKUP_DIR.",
    epilog="Example: tracker --env-file /etc/tracker.env backup",
)
@click.option("--json", "as_json", is_flag=True, help="Print path, time and size as JSON.")
def backup(as_json: bool) -> None:
    """Copy the database into BACKUP_DIR, check the copy, delete all but the newest BACKUPS_KEPT.

    A running server does it beside its work. The salts of the visitor hashes are not in it."""
    config = load_settings()
    with progress("Copying") as show:
        made = act(config, "backup", show=show)
    if as_json:
        click.echo(json.dumps(made))
    else:
        click.echo(f"{made['path']}  {made['bytes'] / 1_000_000:,.1f} MB")
