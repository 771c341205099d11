"""`tracker serve`: the server until it is told to stop."""

import asyncio
import sqlite3
from collections.abc import Callable

import click

from tracker.app import create_app
from tracker.commands.settings import load_settings
from tracker.storage.complaints import complaint
from tracker.storage.copies import CopyFailed
from tracker.storage.lock import DataFolderTaken, NoDataFolder
from tracker.storage.migrations import Unusable
from tracker.web import logs
from tracker.web.server import serve as serve_app


@click.command()
def serve() -> None:
    """Serve until SIGTERM or Ctrl-C; prints the address."""
    config = load_settings()
    logs.configure(config.log_level, many_lines=config.debug)
    try:
        with asyncio.Runner(loop_factory=fastest_loop()) as runner:
            runner.run(serve_app(config, create_app, click.echo))
    except (DataFolderTaken, NoDataFolder, Unusable, CopyFailed) as error:
        raise click.ClickException(str(error)) from error
    except sqlite3.DatabaseError as error:
        path = config.data_dir / "tracker.db"
        raise click.ClickException(complaint(path, error)) from error
    except OSError as error:
        if error.filename:
            raise click.ClickException(
                f"{error.filename} cannot be used: {error.strerror}."
            ) from error
        raise click.ClickException(
            f"Cannot serve on {config.socket or f'{config.host}:{config.port}'}: {error}"
        ) from error


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is installed; None is asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
