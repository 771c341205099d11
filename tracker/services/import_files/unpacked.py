"""A packed stream as the bytes that it holds, ending where it is damaged."""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Callable
from typing import IO, cast

GZIP, BZIP2 = b"\x1f\x8b", b"BZh"
AT_ONCE = 1 << 20

Note = Callable[[str], None]


def unpacked(opened: io.BufferedReader) -> IO[bytes] | None:
    """What is packed in it, by its first bytes; None where nothing is."""
    start = opened.peek(3)
    if start.startswith(GZIP):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=opened))
    if start.startswith(BZIP2) and start[3:4].isdigit():
        return cast("IO[bytes]", bz2.BZ2File(opened))
    return None


class Unbroken(io.RawIOBase):
    """What a damaged stream gives until there is no more; `note` hears of the damage, once. Closes
    `beneath` with it."""

    def __init__(self, packed: IO[bytes], note: Note, *beneath: IO[bytes]) -> None:
        self._packed = packed
        self._note = note
        self._beneath = beneath
        self._broken = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type]
        found = b"" if self._broken else self._read(len(view))
        view[: len(found)] = found
        return len(found)

    def _read(self, most: int) -> bytes:
        try:
            return self._packed.read1(most)  # type: ignore[attr-defined,no-any-return]
        except Exception as error:  # each way of packing has a word of its own for damage
            if isinstance(error, MemoryError) or getattr(error, "errno", None) is not None:
                raise  # the machine's own
            self._broken = True
            said = "the archive ends early" if isinstance(error, EOFError) else str(error)
            self._note(said[:100])
            return b""

    def close(self) -> None:
        if not self.closed:
            for each in (self._packed, *self._beneath):
                each.close()
        super().close()
