"""What root leaves where the server writes is the data folder's owner's: it goes on with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from tracker.config import Config
from tracker.storage.disk.symlinks import planted


@contextmanager
def left_to_owner(config: Config) -> Iterator[None]:
    """Files and folders that appear while the context is open are handed over: in the data
    folder, in BACKUP_DIR and LOG_DIR, and those folders themselves."""
    data_dir = config.data_dir
    if os.geteuid() != 0 or not data_dir.is_dir():
        yield
        return
    owner = data_dir.stat()
    folders = [each for each in (data_dir, config.backup_dir, config.log_dir) if each]
    for folder in folders:
        if trap := planted(folder):
            raise click.ClickException(trap)
    before = set(_inside(folders))
    try:
        yield
    finally:
        for path, number, _ in set(_inside(folders)) - before:
            with suppress(OSError):
                _hand_over(path, number, owner)


def _inside(folders: Iterable[Path]) -> Iterator[tuple[Path, int, int]]:
    """Each with its number and its owner: a file that is made anew may get the number that the one
    before it had, and is root's then."""
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            with suppress(OSError):
                found = path.lstat()
                yield path, found.st_ino, found.st_uid


def _hand_over(path: Path, number: int, owner: os.stat_result) -> None:
    """Nothing that the owner may have put there meanwhile to be given what is root's."""
    found = path.lstat()
    is_new = found.st_uid == 0 and found.st_ino == number
    if is_new and (path.is_dir() or found.st_nlink == 1) and not path.is_symlink():
        os.lchown(path, owner.st_uid, owner.st_gid)
