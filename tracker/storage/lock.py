"""One process per data folder: two that write and checkpoint can corrupt the write-ahead log."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tracker.storage.private_files import only_ours


class DataFolderTaken(Exception):
    """Another process holds the folder's lock; the message says which."""


class NoDataFolder(Exception):
    """The folder can't be made or written; the message says why."""


@contextmanager
def data_folder(folder: Path, holder: str) -> Iterator[None]:
    """Hold the folder for this process; `holder` is what a second one is told.

    Raises DataFolderTaken or NoDataFolder.
    """
    with only_ours(), _opened(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            owner = file.read().strip() or "another process"
            raise DataFolderTaken(
                f"{folder} is in use by {owner}. Stop it first, or choose another DATA_DIR."
            ) from error
        with suppress(OSError):  # a full or read-only disk: the lock holds without a name
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), f"process {os.getpid()} ({holder})".encode())
        yield


def _opened(folder: Path) -> TextIO:
    """The lock's file; in a folder that can only be read, whatever there is to hold."""
    lock, database = folder / "lock", folder / "tracker.db"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return lock.open("a+")
    except OSError as error:
        for file in (lock, database):
            with suppress(OSError):
                return file.open()
        raise NoDataFolder(
            f"DATA_DIR={folder} cannot be written: {error.strerror}. "
            "Run this as the user whom the folder belongs to, or choose another one."
        ) from error
