"""A dump as it is read: lines, and the values behind an INSERT, of which a line may hold a
megabyte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from tracker.domain.imports.reading.values import PLAIN, VALUE, Value, value_of

PIECE = 1 << 16
LONGEST = 1 << 24  # bytes of a line or of a row: MySQL's own limit for one statement
BEGINNING = 1 << 14  # bytes of a statement that name its table and columns

Tuple = tuple[int, list[Value] | None]

_GAP = rb"[ \t\r\n]*+"


class _Patterns(NamedTuple):
    row: re.Pattern[bytes]
    begun: re.Pattern[bytes]  # what may still become a row when more is read
    value: re.Pattern[bytes]


# What is to be done where the row is there already: it has no texts.
_ON_CONFLICT = rb"(?i:ON) [^;']*+"


def _row(value: bytes) -> bytes:
    end = rb"(,|(?:" + _ON_CONFLICT + rb")?;)"
    return _some(value) + value + _GAP + rb"\)" + _GAP + end + _GAP


def _begun(value: bytes, unclosed: bytes) -> bytes:
    closed = _GAP + rb"\)?" + _GAP + rb"(?:O|" + _ON_CONFLICT + rb"|(?i:ON))?"
    end = rb"(?:" + value + closed + rb"|[\w.+-]*+ ?" + unclosed + rb")\Z"
    return _some(value) + end


def _some(value: bytes) -> bytes:
    return rb"\(" + _GAP + rb"(?:" + value + _GAP + rb"," + _GAP + rb")*+"


_ESCAPED = _Patterns(
    re.compile(_row(VALUE), re.DOTALL),
    re.compile(_begun(VALUE, rb"(?:'(?:[^'\\]++|''|\\.)*+\\?)?"), re.DOTALL),
    re.compile(VALUE, re.DOTALL),
)
_PLAIN = _Patterns(
    re.compile(_row(PLAIN), re.DOTALL),
    re.compile(_begun(PLAIN, rb"(?:'(?:[^']++|'')*+)?"), re.DOTALL),
    re.compile(PLAIN, re.DOTALL),
)


class Statements:
    """Where the reader stands in a dump: always at the beginning of a line, or of a row."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ended = False
        self._at = 0
        self._text = file.read(PIECE)
        self._is_mysql = any(each in self._text[:1_000] for each in (b"MySQL", b"MariaDB"))
        self.line = 1
        self.cut = False

    def beginning(self) -> bytes:
        """What comes next, enough of it to know a statement by; b"" at the end."""
        while len(self._text) - self._at < BEGINNING and self._more():
            pass
        return self._text[self._at : self._at + BEGINNING]

    def pass_over(self, size: int) -> None:
        self.line += self._text.count(b"\n", self._at, self._at + size)
        self._at += size

    def next_line(self) -> bytes | None:
        """The line with its end, of one that is too long as much as may be; None at the end."""
        end = self._text.find(b"\n", self._at) + 1
        while not end and len(self._text) - self._at <= LONGEST and self._more():
            end = self._text.find(b"\n", self._at) + 1
        line = self._text[self._at : end or len(self._text)]
        self._at += len(line)
        if end:
            self.line += 1
        elif not self._ended:
            self._skip_line()
        return line or None

    def tuples(self, wanted: bool) -> Iterator[Tuple]:
        """The rows of an INSERT, to its end: each with the number of its line, and None for one
        that cannot be read. Of a table that is not `wanted` none, but they are passed over as what
        they are: in a text may stand what looks like another statement."""
        self.cut = False
        known = _ESCAPED if self._is_mysql else _PLAIN
        while True:
            if row := known.row.match(self._text, self._at):
                if wanted:
                    yield self.line, self._values(known, row)
                self.pass_over(row.end() - self._at)
                if row[1] != b",":
                    return
            elif not self._may_go_on(known):
                if wanted:
                    yield self.line, None
                self.next_line()
                if not self.beginning().startswith(b"("):
                    return
            elif not self._more():
                self.cut = True
                return

    def _values(self, known: _Patterns, row: re.Match[bytes]) -> list[Value]:
        cells = known.value.findall(self._text, self._at + 1, row.start(1))
        return [value_of(cell, self._is_mysql) for cell in cells]

    def _may_go_on(self, known: _Patterns) -> bool:
        """Whether what is there is the beginning of a row, of one that is not too long."""
        left = len(self._text) - self._at
        return not left or (left <= LONGEST and known.begun.match(self._text, self._at) is not None)

    def _more(self) -> bool:
        """Whether the file had more. Twice as much each time, so that nothing is looked through
        too often."""
        rest = self._text[self._at :]
        piece = self._file.read(max(PIECE, len(rest)))
        self._ended = not piece
        self._text, self._at = rest + piece, 0
        return bool(piece)

    def _skip_line(self) -> None:
        self._text, self._at = b"", 0
        while piece := self._file.read(PIECE):
            if end := piece.find(b"\n") + 1:
                self._text, self._at = piece, end
                self.line += 1
                return
