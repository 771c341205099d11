"""Texts as few programs write them now: in UTF-16, as spreadsheets and Windows' shell do, and with
the line ends of old Macs. Read as UTF-8 whose lines end as everywhere."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable

AT_ONCE = 1 << 18
MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def in_utf8(opened: io.BufferedReader) -> io.BufferedReader:
    """The same bytes unless a mark of UTF-16 stands in front."""
    encoding = MARKS.get(opened.peek(2)[:2])
    if encoding is None:
        return opened
    opened.read(2)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    changed = _Changed(opened, lambda piece: decoder.decode(piece, final=not piece).encode())
    return io.BufferedReader(changed, AT_ONCE)


def with_line_ends(opened: io.BufferedReader) -> io.BufferedReader:
    """The same bytes unless its lines end with a carriage return alone, as far as can be seen: a
    title may have a line end of another kind."""
    start = opened.peek(1)
    if start.count(b"\r") <= 2 * start.count(b"\n"):
        return opened
    changed = _Changed(opened, lambda piece: piece.replace(b"\r", b"\n"))
    return io.BufferedReader(changed, AT_ONCE)


class _Changed(io.RawIOBase):
    """`change`: of a piece of the file, at its end b""."""

    def __init__(self, opened: io.BufferedReader, change: Callable[[bytes], bytes]) -> None:
        self._opened = opened
        self._change = change
        self._kept = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type]
        while not self._kept:
            piece = self._opened.read1(AT_ONCE)
            self._kept = self._change(piece)
            if not piece:
                break
        given, self._kept = self._kept[: len(view)], self._kept[len(view) :]
        view[: len(given)] = given
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
        super().close()
