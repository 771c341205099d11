"""The `tracker` command: one line per command of tracker/commands."""

import click

from tracker import __version__
from tracker.commands.geo import geo
from tracker.commands.lists import lists
from tracker.commands.serve import serve
from tracker.commands.status import status
from tracker.commands.tail import tail


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def tracker() -> None:
    """Tracker, a self-hosted live web analytics server.

    Settings come from the environment and from the file .env in the current folder."""


tracker.add_command(lists)
tracker.add_command(geo)
tracker.add_command(serve)
tracker.add_command(status)
tracker.add_command(tail)
