"""`tracker serve`: the server until it is told to stop."""

import asyncio
import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from tracker.app import NotReady, create_app
from tracker.build import version
from tracker.commands.arenas import keep_few_arenas
from tracker.commands.own_program import own_program
from tracker.commands.settings import env_file, load_settings
from tracker.config import Config
from tracker.services.upkeep.ephemeral_disk import MOUNTS, passing_disk
from tracker.storage.disk.lock import DataFolderTaken, NoDataFolder
from tracker.storage.file.complaints import complaint
from tracker.storage.file.copies import CopyFailed
from tracker.storage.file.errors import StorageError
from tracker.storage.file.migrations import Unusable
from tracker.web.failing.sentry import told_to_sentry
from tracker.web.logs import requests
from tracker.web.logs.log_dir import NoLogFolder, log_files
from tracker.web.serving.optional_packages import MissingExtra, check_extras
from tracker.web.serving.process import serve as serve_app

log = logging.getLogger(__name__)


@click.command(epilog="Example: tracker --env-file /etc/tracker.env serve")
def serve() -> None:
    """Serve until SIGTERM or Ctrl-C; prints the address."""
    keep_few_arenas()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the loop listens to it: it never kills
    config, file = load_settings(), env_file()
    version()  # asks git in a checkout: before the loop runs
    requests.configure(config.log_level, form=config.log_format)
    _warn_of_a_passing_disk(config)
    with _in_words(config):
        check_extras(config)
        with (
            log_files(config.log_dir, config.log_format),
            told_to_sentry(config),
            asyncio.Runner(loop_factory=fastest_loop()) as runner,
        ):
            load, program = lambda: Config.load(os.environ, file), own_program()
            runner.run(serve_app(config, create_app, say, load, program))


@contextmanager
def _in_words(config: Config) -> Iterator[None]:
    """Whatever ends the server before it was told to is one sentence in the terminal."""
    try:
        yield
    except FOR_A_PERSON as error:
        raise NeedsAPerson(str(error)) from error
    except IN_ITS_OWN_WORDS as error:
        raise click.ClickException(str(error)) from error
    except StorageError as error:
        path = config.data_dir / "tracker.db"
        said = str(error) if config.is_one_of_many else complaint(path, error)
        raise click.ClickException(said) from error
    except OSError as error:
        if error.filename:
            raise click.ClickException(
                f"{error.filename} cannot be used: {error.strerror}."
            ) from error
        raise click.ClickException(_not_served(config, error)) from error


def _not_served(config: Config, error: OSError) -> str:
    at = config.socket or f"{config.host}:{config.port}"
    return f"Cannot serve on {at}: {NOT_SERVED.get(error.errno or 0, str(error))}"


NOT_SERVED = {
    errno.EADDRINUSE: "another program listens there. End it, or choose another PORT or SOCKET.",
    errno.EACCES: "this user may not listen there. Choose a PORT from 1024 on.",
    errno.EADDRNOTAVAIL: "this machine has no such address. Choose one of its own as HOST.",
    errno.ENOENT: "its folder does not exist. Make it, or choose another SOCKET.",
    socket.EAI_NONAME: "no machine has this name. Choose an address of this one as HOST.",
}
IN_ITS_OWN_WORDS = (DataFolderTaken, CopyFailed)
FOR_A_PERSON = (NoDataFolder, Unusable, NoLogFolder, MissingExtra, NotReady)


class NeedsAPerson(click.ClickException):
    """Starting again would not help: the unit leaves it at that (RestartPreventExitStatus)."""

    exit_code = os.EX_CONFIG


def say(line: str) -> None:
    """Into the terminal, or a file on a full disk: then nobody reads it, and it serves anyway."""
    with suppress(OSError):
        click.echo(line)


def _warn_of_a_passing_disk(config: Config) -> None:
    mounts = MOUNTS.read_text(errors="replace") if MOUNTS.exists() else ""
    why = passing_disk(os.environ, config.data_dir, mounts)
    if why and config.environment == "production":
        for line in LOUD.format(folder=config.data_dir, why=why).splitlines():
            click.echo(line, err=True)
        log.warning("DATA_DIR=%s will be emptied: %s", config.data_dir, why)


LOUD = """\
{line}
  EVERYTHING THAT IS RECORDED WILL BE LOST.
  DATA_DIR={{folder}}: {{why}}.
  Put DATA_DIR on a disk that stays: a volume, or another host. See docs/deployment.md.
{line}""".format(line="!" * 78)


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is installed; None is asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
