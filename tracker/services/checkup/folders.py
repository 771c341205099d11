"""The folders that the server writes: which they are, and whether it will be able to."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tracker.config import Config
from tracker.services.checkup.findings import Finding, bad, ok
from tracker.services.checkup.unit import UNIT, Unit

# As the server: its Python, its user, the folder or, where it is still to be made, the one above.
TRY = """
import sys, tempfile
for folder in sys.argv[1:]:
    try:
        tempfile.TemporaryFile(dir=folder, prefix=".tracker-").close()
        print()
    except OSError as error:
        print(error.strerror)
"""


class Written(NamedTuple):
    """A folder with the setting that names it."""

    setting: str
    folder: Path


class Unwritable(NamedTuple):
    """One that the server could not write, why, and what to do."""

    written: Written
    why: str
    advice: str


def written_by_server(config: Config) -> list[Written]:
    """Absolute, the data folder first."""
    named = [("DATA_DIR", config.data_dir)]
    if config.backup_dir:
        named.append(("BACKUP_DIR", config.backup_dir))
    if config.log_dir:
        named.append(("LOG_DIR", config.log_dir))
    return [Written(setting, folder.resolve()) for setting, folder in named]


def look_at_folders(config: Config, unit: Unit | None) -> Iterator[Finding]:
    """One finding for each that cannot be written, or one for all."""
    wrong = list(unwritable(config, unit))
    for (setting, folder), why, advice in wrong:
        yield bad("folders", f"{setting}: the server cannot write {folder}: {why}.", advice)
    if not wrong:
        yield ok("folders", "Everything that the server writes can be written.")


def unwritable(config: Config, unit: Unit | None) -> Iterator[Unwritable]:
    """Those that the server, as its unit starts it, could not write. Nothing is left behind."""
    folders = written_by_server(config)
    said = _tried([_nearest(each.folder) for each in folders], _server_user(config, unit))
    for each, why in zip(folders, said, strict=True):
        if unit and (forbidden := unit.forbids(each.folder)):
            yield Unwritable(each, forbidden, OUTSIDE)
        elif why:
            yield Unwritable(each, why, "Give it to the server's user, or choose another folder.")


OUTSIDE = (
    f"Deploy again, which writes it into {UNIT}.d; or put what `tracker config --unit` prints "
    "there, then `systemctl daemon-reload` and restart."
)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists: the server makes what is missing."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def _server_user(config: Config, unit: Unit | None) -> tuple[int, int] | None:
    """Whom root has to become to try it as the server does; None for nobody."""
    if os.geteuid() != 0:
        return None
    if unit and unit.user:
        return unit.user
    if config.data_dir.exists() and (owner := config.data_dir.stat()).st_uid:
        return owner.st_uid, owner.st_gid
    return None


def _tried(folders: list[Path], user: tuple[int, int] | None) -> list[str]:
    """For each folder why nothing can be written there, or ""."""
    if user is None:
        return [_tried_by_us(folder) for folder in folders]
    command = [sys.executable, "-I", "-c", TRY, *map(str, folders)]
    try:
        tried = subprocess.run(
            command,
            cwd="/",
            user=user[0],
            group=user[1],
            extra_groups=[],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return [f"it could not be tried as the server's user ({error})" for _ in folders]
    return tried.stdout.split("\n")[: len(folders)]


def _tried_by_us(folder: Path) -> str:
    try:
        tempfile.TemporaryFile(dir=folder, prefix=".tracker-").close()
    except OSError as error:
        return error.strerror or str(error)
    return ""
