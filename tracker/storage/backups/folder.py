"""Backups: dated copies of the database in a folder, the newest of them kept."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tracker.storage.file.copies import Show, copy_database

NAME = re.compile(r"tracker-(\d{8}T\d{6}Z)\.db")
DAY = 86_400_000  # ms
STAMP = "%Y%m%dT%H%M%SZ"


class Backup(NamedTuple):
    """A file of the folder; `at` in ms, UTC."""

    name: str
    at: int
    bytes: int


def backups(folder: Path) -> list[Backup]:
    """The folder's backups, the newest first; none where the folder is missing."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    matches = (NAME.fullmatch(name) for name in sorted(names, reverse=True))
    return [_backup(folder, match) for match in matches if match]


def newest_backup(folder: Path, now: int) -> Backup | None:
    """The newest but those that a clock has made which was ahead."""
    return next((each for each in backups(folder) if each.at <= now + DAY), None)


def make_backup(  # noqa: PLR0917
    source: Path,
    folder: Path,
    now: int,
    kept: int,
    show: Show = lambda *_: None,
    stop: threading.Event | None = None,
) -> Backup:
    """Copy the database into the folder, then delete all but the newest `kept`. Blocks.

    Raises CopyFailed, StorageError or OSError; no older backup is touched then."""
    target = folder / f"tracker-{_stamp(now)}.db"
    copy_database(source, target, show, stop)
    # Those of a clock that was ahead are the oldest: by their dates they would outlast all others.
    made = sorted(backups(folder), key=lambda each: each.at > now + DAY)
    for old in made[kept:]:
        (folder / old.name).unlink(missing_ok=True)
    for left_over in folder.glob(".tracker-*.db.part"):  # by a process that was killed
        left_over.unlink(missing_ok=True)
    return Backup(target.name, now, target.stat().st_size)


def dated(path: Path, what: str, now: int) -> Path:
    """A name beside the file that says what it is and when it was put there."""
    return path.with_name(f"{path.stem}-{what}-{_stamp(now)}{path.suffix}")


def _backup(folder: Path, match: re.Match[str]) -> Backup:
    made = datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
    return Backup(match[0], round(made.timestamp() * 1000), (folder / match[0]).stat().st_size)


def _stamp(now: int) -> str:
    return f"{datetime.fromtimestamp(now / 1000, UTC):{STAMP}}"
