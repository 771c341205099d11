"""JSON objects: a line each, or over several lines, or in one array that may be larger than memory.

Traps: a mark of UTF-8 in front, Windows' line ends, bytes that are no text, `\\x22` as nginx
escapes by default, other things than objects, an object or the whole array cut off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import msgspec

from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.lines import BOM, lines_of

PIECE = 1 << 16
LONGEST = 1 << 24  # bytes of one object: a visit of thousands of actions

Object = dict[str, Any]
_OVER_LINES = re.compile(rb"\s*(?:\[|\{\s*\n)")
_HEX_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'["\\]')

_decoder = msgspec.json.Decoder()


class Told(NamedTuple):
    """An object, with the line where it begins and its text as it stands there."""

    line: int
    object: Object
    text: bytes


def json_objects(start: bytes, file: IO[bytes]) -> Iterator[Told | LeftOut]:
    """Those of a file that begins so, however they stand in it."""
    return json_items(file) if _OVER_LINES.match(start.removeprefix(BOM)) else json_lines(file)


def json_lines(file: IO[bytes], entry: str = "") -> Iterator[Told | LeftOut]:
    """The object of each line that has one; blank lines are none."""
    for number, line in lines_of(file):
        if text := line.strip():
            found = _read(text)
            if isinstance(found, dict):
                yield Told(number, found, text)
            elif found is None and not line.endswith(b"\n"):
                yield LeftOut(Reason.CUT, number, entry)
            else:
                yield LeftOut(Reason.JSON if found is None else Reason.LINE, number, entry)


def json_items(file: IO[bytes], entry: str = "") -> Iterator[Told | LeftOut]:
    """The objects of an array, or the one that stands alone."""
    array = _Array()
    while piece := file.read(PIECE):
        for line, text in array.items(piece):
            if len(text) > LONGEST:
                yield LeftOut(Reason.TOO_LONG, line, entry)
            elif isinstance(found := _read(text), dict):
                yield Told(line, found, text)
            else:
                yield LeftOut(Reason.JSON, line, entry)
    if array.depth or array.quoted:
        yield LeftOut(Reason.CUT, array.began, entry)


def _read(text: bytes) -> object:
    """None for what is no JSON."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _read_leniently(text)


def _read_leniently(text: bytes) -> object:
    known = _HEX_ESCAPE.sub(rb"\\u00\1", text).decode("utf-8", "replace")
    try:
        return json.loads(known, strict=False)
    except (ValueError, RecursionError):
        return None


class _Array:
    """Finds where objects begin and end, without reading what is in them."""

    def __init__(self) -> None:
        self.depth = 0  # of brackets, that of the array too
        self.quoted = False
        self.began = 1  # the line of the newest object
        self._line = 1
        self._bracketed = False  # there is an array around them
        self._escaped = False  # the piece before ended with a backslash
        self._taken = bytearray()  # of the object that is not over

    def items(self, piece: bytes) -> Iterator[tuple[int, bytes]]:
        """Those that end in this piece."""
        at, kept = int(self._escaped), 0
        self._escaped = False
        while found := (_INSIDE if self.quoted else _OUTSIDE).search(piece, at):
            at = found.end()
            if self.quoted:
                at = self._in_text(found[0], at, len(piece))
            elif self._opens(found[0]):
                kept = found.start()
                self.began = self._line + piece.count(b"\n", 0, kept)
            elif self._closes(found[0]):
                self._take(piece[kept:at])
                yield self.began, bytes(self._taken)
                self._taken.clear()
                kept = at
        if self._is_inside():
            self._take(piece[kept:])
        self._line += piece.count(b"\n")

    def _in_text(self, sign: bytes, at: int, end: int) -> int:
        """Where to look on."""
        if sign == b'"':
            self.quoted = False
            return at
        self._escaped = at == end
        return at + 1

    def _opens(self, sign: bytes) -> bool:
        """Whether an object of ours begins."""
        if sign == b'"':
            self.quoted = True
        elif sign in b"{[":
            self.depth += 1
            self._bracketed |= self.depth == 1 and sign == b"["
            return sign == b"{" and self.depth == 1 + self._bracketed
        return False

    def _closes(self, sign: bytes) -> bool:
        """Whether an object of ours ends."""
        if sign in b"}]":
            self.depth = max(self.depth - 1, 0)
            return sign == b"}" and self.depth == self._bracketed
        return False

    def _is_inside(self) -> bool:
        return self.depth > self._bracketed

    def _take(self, more: bytes) -> None:
        """Of what is too long no more than shows that it is."""
        self._taken += more[: LONGEST + 1 - len(self._taken)]
