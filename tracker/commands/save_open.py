"""`tracker save-open`: what a server still holds of a database that was taken away under it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tracker.commands.acting import act
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings


@click.command(
    short_help="Save what a server still has open of a database that was removed or replaced.",
    epilog="Example: tracker save-open /srv/elsewhere/tracker.db",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print path and size as JSON.")
def save_open(file: Path, as_json: bool) -> None:
    """Write what the running server has open into FILE, which must not be there yet.

    For a tracker.db that was removed, renamed or replaced while the server had it open. The server
    saves it by itself, beside the database or into BACKUP_DIR; this is for where neither has room.
    Afterwards stop the server, `tracker restore FILE`, and start it."""
    with progress("Copying") as show:
        saved = act(load_settings(), "save-open", {"file": str(file.absolute())}, show)
    if as_json:
        click.echo(json.dumps(saved))
    else:
        click.echo(f"{saved['path']}  {saved['bytes'] / 1_000_000:,.1f} MB")
