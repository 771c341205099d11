"""A log that grows: read on as its server writes it, through rotation and truncation."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO

from tracker.domain.imports.imported import Unusable
from tracker.services.import_files.opened_files import OpenedFile

EVERY = 0.5  # seconds between two looks
AT_ONCE = 1 << 18
LONGEST = 1 << 20  # bytes of a line that is waited for
HEAD = 256  # bytes by which a file that was written anew is told

Idle = Callable[[], None]


class FollowedFile(OpenedFile):
    """Ends as it lies there, until `follow` was called; then only after `stop`. A file without a
    line is waited for."""

    def __init__(self, path: Path, stop: Event) -> None:
        self._stop = stop
        self._idle: Idle | None = None
        while b"\n" not in _beginning(path) and not stop.wait(EVERY):
            pass
        super().__init__(path)
        if stop.is_set():
            raise Unusable("Nothing was written before it was stopped.")
        if self.entries or not _beginning(path).startswith(self.start[:64]):
            raise Unusable("What is packed, or in UTF-16, does not grow: it cannot be followed.")

    def follow(self, idle: Idle) -> None:
        """`idle` is called, by who reads, whenever nothing more is there."""
        self._idle = idle

    def open(self, entry: str = "") -> IO[bytes]:
        """From its first byte."""
        if self._idle is None:
            return super().open(entry)
        growing = Growing(self.path, self._stop, self._idle)
        self._raw = growing.file
        return io.BufferedReader(growing, AT_ONCE)


class Growing(io.RawIOBase):
    """Whole lines only: what is half written is waited for."""

    def __init__(self, path: Path, stop: Event, idle: Idle) -> None:
        self._path = path
        self._stop = stop
        self._idle = idle
        self._lines = b""
        self._rest = b""  # of a line that has no end yet
        self._is_left = False  # its server writes to another file of this name
        self._begin()

    def _begin(self) -> None:
        self.file = self._path.open("rb", buffering=0)
        self._head = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type]
        while not self._lines and not self._stop.is_set():
            if piece := self.file.read(AT_ONCE):
                self._take(piece)
            else:
                self._look()
        if self._stop.is_set():
            return 0
        upto = self._lines.rfind(b"\n", 0, len(view)) + 1 or len(view)
        given, self._lines = self._lines[:upto], self._lines[upto:]
        view[: len(given)] = given
        return len(given)

    def _take(self, piece: bytes) -> None:
        if len(self._head) < HEAD:
            self._head = (self._head + piece)[:HEAD]
        text = self._rest + piece
        upto = text.rfind(b"\n") + 1 or (len(text) if len(text) > LONGEST else 0)
        self._lines, self._rest = text[:upto], text[upto:]

    def _look(self) -> None:
        """At its end: what may have become of it."""
        self._idle()
        if self._is_anew():
            self.file.seek(0)
            self._head = self._rest = b""
        elif self._is_left:
            self._turn_to_next()
        elif not self._is_elsewhere():
            self._stop.wait(EVERY)
        else:
            self._is_left = True
            self._stop.wait(EVERY)  # its server may still finish lines of the old one

    def _is_anew(self) -> bool:
        """Cut down to nothing, or to something else."""
        size = os.fstat(self.file.fileno()).st_size
        head = os.pread(self.file.fileno(), len(self._head), 0)
        return size < self.file.tell() or head != self._head

    def _is_elsewhere(self) -> bool:
        with suppress(OSError):
            there, here = self._path.stat(), os.fstat(self.file.fileno())
            same = (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
            return not same and there.st_size > 0
        return False

    def _turn_to_next(self) -> None:
        self._lines, self._rest = self._rest + b"\n" if self._rest else b"", b""
        self._is_left = False
        old = self.file
        with suppress(OSError):  # gone again: it will come
            self._begin()
            old.close()

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()


def _beginning(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(LONGEST)
