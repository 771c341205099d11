"""Texts in UTF-16, as spreadsheets and Windows' shell write them, read as UTF-8."""

from __future__ import annotations

import codecs
import io

AT_ONCE = 1 << 18
MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def in_utf8(opened: io.BufferedReader) -> io.BufferedReader:
    """The same bytes unless a mark of UTF-16 stands in front."""
    encoding = MARKS.get(opened.peek(2)[:2])
    return io.BufferedReader(_Narrow(opened, encoding), AT_ONCE) if encoding else opened


class _Narrow(io.RawIOBase):
    def __init__(self, wide: io.BufferedReader, encoding: str) -> None:
        self._wide = wide
        self._wide.read(2)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._kept = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type]
        while not self._kept:
            piece = self._wide.read1(AT_ONCE)
            self._kept = self._decoder.decode(piece, final=not piece).encode()
            if not piece:
                break
        given, self._kept = self._kept[: len(view)], self._kept[len(view) :]
        view[: len(given)] = given
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._wide.close()
        super().close()
