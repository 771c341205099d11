"""Lines of JSON as a file that DuckDB reads: in memory where the system has such files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


class Lines:
    """Whatever was `put` last, under one `name`."""

    def __init__(self, file: int, name: str) -> None:
        self._file = file
        self.name = name

    def put(self, text: bytes) -> None:
        """In place of what there was. Blocks where it is a file on a disk."""
        os.ftruncate(self._file, 0)
        view = memoryview(text)
        at = 0
        while at < len(view):
            at += os.pwrite(self._file, view[at:], at)


@contextmanager
def opened_lines() -> Iterator[Lines]:
    """An empty one, gone on the way out."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("rows of the log")
        try:
            yield Lines(file, f"/proc/self/fd/{file}")
        finally:
            os.close(file)
        return
    with tempfile.NamedTemporaryFile(prefix="tracker-rows-") as named:
        yield Lines(named.fileno(), named.name)
