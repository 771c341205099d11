"""`tracker serve`: the server until it is told to stop."""

import click
from aiohttp import web

from tracker.app import create_app
from tracker.commands.settings import load_settings


@click.command()
def serve() -> None:
    """Serve until SIGTERM or Ctrl-C; prints the address."""
    config = load_settings()
    web.run_app(create_app(config), host=config.host, port=config.port, access_log=None)
