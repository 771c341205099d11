"""What root leaves in the data folder belongs to the folder's owner: the server has to write it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def left_to_owner(data_dir: Path) -> Iterator[None]:
    """Files and folders that appear in the folder while the context is open are handed over."""
    if os.geteuid() != 0 or not data_dir.is_dir():
        yield
        return
    owner, before = data_dir.stat(), set(_inside(data_dir))
    try:
        yield
    finally:
        for path, number, _ in set(_inside(data_dir)) - before:
            with suppress(OSError):
                _hand_over(path, number, owner)


def _inside(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Each with its number and its owner: a file that is made anew may get the number that the one
    before it had, and is root's then."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            found = path.lstat()
            yield path, found.st_ino, found.st_uid


def _hand_over(path: Path, number: int, owner: os.stat_result) -> None:
    """Nothing that the owner may have put there meanwhile to be given what is root's."""
    found = path.lstat()
    is_new = found.st_uid == 0 and found.st_ino == number
    if is_new and (path.is_dir() or found.st_nlink == 1) and not path.is_symlink():
        os.lchown(path, owner.st_uid, owner.st_gid)
