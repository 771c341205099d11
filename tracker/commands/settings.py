"""The settings of a command: the environment and its file, or an exit that names what is wrong."""

import os
import sys
from pathlib import Path

import click

from tracker.config import Config
from tracker.settings.reading import ConfigError

HERE = Path(".env")

env_file_option = click.option(
    "--env-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="The service's environment file. Without it: .env in the current folder.",
)


def load_settings() -> Config:
    """The environment wins over the file; exits with 2 on a wrong value."""
    try:
        return Config.load(os.environ, env_file())
    except ConfigError as wrong:
        sys.stderr.write(f"{wrong}\n")
    except PermissionError as error:
        sys.stderr.write(f"{error.filename} cannot be read: {error.strerror}.\n")
    sys.exit(2)


def env_file() -> Path:
    """The file that --env-file named, else .env in the current folder."""
    given: Path | None = click.get_current_context().find_root().params.get("env_file")
    if given is None and not _may_look_here():
        raise NotHere
    return given or HERE


class NotHere(click.UsageError):
    """Settings that might be in a folder which this user may not enter."""

    def __init__(self) -> None:
        super().__init__(
            "Whether there is a .env in the current folder cannot be seen: permission denied. "
            "Name the file with --env-file, or run the command in another folder."
        )


def _may_look_here() -> bool:
    try:
        HERE.is_file()
    except PermissionError:
        return False
    return True
