"""The log in LOG_DIR: everything in tracker.log, errors once more in errors.log."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tracker.web.logs.files import ErrorFile, EverythingFile, Trouble, private
from tracker.web.logs.writing import Front, Writing

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
OPEN: set[logging.FileHandler] = set()


class NoLogFolder(Exception):
    """LOG_DIR cannot be written; the message is one sentence for the operator."""


@contextmanager
def log_files(folder: Path | None, form: str = "text") -> Iterator[None]:
    """Every logger's lines go to the files too while the context is open; the last of them are
    written at its end. Raises NoLogFolder; a disk that is only full is waited for."""
    if folder is None:
        yield
        return
    check(folder)
    front, trouble = Front(form), Trouble()
    everything = EverythingFile(folder / "tracker.log", trouble)
    errors = ErrorFile(folder / "errors.log", trouble)
    writing = Writing(front.queue, everything, errors, respect_handler_level=True)
    root = logging.getLogger()
    writing.start()
    root.addHandler(front)
    OPEN.update((everything, errors))
    try:
        yield
    finally:
        OPEN.clear()
        root.removeHandler(front)
        if writing.ended():
            everything.close()
            errors.close()
        else:
            give_up({everything, errors})


def reopen() -> None:
    """The next line opens its file anew: somebody has moved it away. Blocks on the disk."""
    for file in OPEN:
        with file.lock or nullcontext():
            stream, file.stream = file.stream, None
            if stream is not None:
                stream.close()


def give_up(handlers: set[logging.Handler]) -> None:
    """The disk hangs, and with it the thread that has their locks. Python would wait for those at
    the process's end, for ever."""
    known = logging._handlerList  # type: ignore[attr-defined]
    known[:] = [each for each in known if each() not in handlers]


def check(folder: Path) -> None:
    """Whether the files can be made there."""
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        for name in ("tracker.log", "errors.log"):
            os.close(private(str(folder / name), os.O_WRONLY | os.O_APPEND | os.O_CREAT))
    except OSError as error:
        if error.errno not in FULL:
            text = f"LOG_DIR={folder} cannot be written: {error.strerror}."
            raise NoLogFolder(
                f"{text} Choose a folder of the user that runs the server."
            ) from error
