"""The `tracker` command: one line per command of tracker/commands."""

from pathlib import Path

import click

from tracker import __version__
from tracker.commands.backup import backup
from tracker.commands.config import config
from tracker.commands.create_session import create_session
from tracker.commands.doctor import doctor
from tracker.commands.geo import geo
from tracker.commands.lists import lists
from tracker.commands.maintenance import maintenance
from tracker.commands.prune import prune
from tracker.commands.ready import ready
from tracker.commands.restore import restore
from tracker.commands.serve import serve
from tracker.commands.settings import env_file_option
from tracker.commands.shell import shell
from tracker.commands.site import site
from tracker.commands.staging import reset_database, seed
from tracker.commands.status import status
from tracker.commands.tail import tail
from tracker.commands.user import user
from tracker.commands.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@env_file_option
def tracker(env_file: Path | None) -> None:
    """Tracker, a self-hosted live web analytics server.

    Settings come from the environment and from --env-file, or from the file .env in the current
    folder. Every command works beside a running server and without one, from any folder."""


tracker.add_command(config)
tracker.add_command(create_session)
tracker.add_command(backup)
tracker.add_command(doctor)
tracker.add_command(lists)
tracker.add_command(geo)
tracker.add_command(maintenance)
tracker.add_command(prune)
tracker.add_command(ready)
tracker.add_command(reset_database)
tracker.add_command(seed)
tracker.add_command(restore)
tracker.add_command(serve)
tracker.add_command(shell)
tracker.add_command(site)
tracker.add_command(status)
tracker.add_command(tail)
tracker.add_command(user)
tracker.add_command(verify)
