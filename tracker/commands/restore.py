"""`tracker restore`: a backup in the database's place."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from tracker.commands.json_option import json_option
from tracker.commands.ownership import left_to_owner
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings
from tracker.storage.backups.restore import NoBackup
from tracker.storage.backups.restore import restore as put_back
from tracker.storage.disk.lock import DataFolderTaken, NoDataFolder, data_folder
from tracker.storage.file.copies import CopyFailed


@click.command(epilog="Example: tracker restore data/backups/tracker-20261121T040000Z.db")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Put the backup FILE in the database's place. Stop the server first, and with systemd its
    socket: `systemctl stop tracker.socket tracker.service`. A server that is started meanwhile
    waits until this is done.

    FILE is checked before anything is replaced and stays where it is; the old database is kept
    under a dated name. Everybody has to log in again. A backup of an older release is brought up
    to date by the next start."""
    config = load_settings()
    database = config.data_dir / "tracker.db"
    try:
        with (
            data_folder(config.data_dir, "tracker restore"),
            left_to_owner(config),
            progress("Copying") as show,
        ):
            kept = put_back(file, database, time.time_ns() // 1_000_000, show)
    except DataFolderTaken as error:
        raise click.ClickException(f"{error} {STOP}") from error
    except (NoDataFolder, NoBackup, CopyFailed) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{database} cannot be replaced: {error}.") from error
    if as_json:
        said = {"database": str(database), "kept": str(kept) if kept else None}
        click.echo(json.dumps(said))
        return
    click.echo(f"Restored {file} to {database}.")
    if kept:
        click.echo(f"The old database is kept as {kept}; delete it when all is well.")
    click.echo(f"Now start the server. {START}")


STOP = (
    "With systemd: `systemctl stop tracker.socket tracker.service`; while the socket is there, the "
    "next visit starts the server again."
)
START = "With systemd: `systemctl start tracker.socket tracker.service`."
