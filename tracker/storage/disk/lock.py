"""One process per data folder: two that write and checkpoint can corrupt the write-ahead log."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tracker.storage.disk.private_files import only_ours
from tracker.storage.disk.symlinks import no_link, planted

SERVERS = ("(serving ", "(a server ")  # holders that do not let go before they are told to


class DataFolderTaken(Exception):
    """Another process holds the folder's lock; the message says which."""


class NoDataFolder(Exception):
    """The folder can't be made, written or locked; the message says why."""


class Held:
    """A folder that is this process's."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def is_named(self, holder: str) -> None:
        """What a second process is told. A full or read-only disk: the lock holds without it."""
        with suppress(OSError):
            os.ftruncate(self._file.fileno(), 0)
            os.pwrite(self._file.fileno(), f"process {os.getpid()} ({holder})".encode(), 0)


@contextmanager
def data_folder(folder: Path, holder: str) -> Iterator[Held]:
    """Hold the folder for this process; `holder` is what a second one is told.

    Raises DataFolderTaken or NoDataFolder.
    """
    if trap := planted(folder):
        raise NoDataFolder(trap)
    with only_ours(), _opened(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _taken(folder, file) from error
        except OSError as error:
            raise NoDataFolder(
                f"DATA_DIR={folder} cannot be locked: {error.strerror}. "
                "Put it on a disk of this machine."
            ) from error
        held = Held(file)
        held.is_named(holder)
        yield held


def passing_holder(folder: Path) -> str:
    """Which command has the lock at this moment and lets go by itself; "" where none has it."""
    try:
        with (folder / "lock").open() as file:
            holder = file.read().strip()
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return "" if any(each in holder for each in SERVERS) else holder
    except OSError:
        return ""
    return ""


def _taken(folder: Path, file: TextIO) -> DataFolderTaken:
    file.seek(0)
    owner = file.read().strip() or "another process"
    return DataFolderTaken(
        f"{folder} is in use by {owner}. Stop it first, or choose another DATA_DIR."
    )


def _opened(folder: Path) -> TextIO:
    """The lock's file; in a folder that can only be read, whatever there is to hold."""
    lock, database = folder / "lock", folder / "tracker.db"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open(lock, "a+", opener=no_link)
    except OSError as error:
        if error.errno == errno.ELOOP:
            said = f"{lock} is a symbolic link, and may lead anywhere. Remove it."
            raise NoDataFolder(said) from None
        for file in (lock, database):
            with suppress(OSError):
                return file.open()
        raise NoDataFolder(
            f"DATA_DIR={folder} cannot be written: {error.strerror}. "
            "Run this as the user whom the folder belongs to, or choose another one."
        ) from error
