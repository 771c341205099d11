"""CSV as it really comes: a broken line costs itself, and none of those that follow it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import IO

from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.lines import lines_of, text_of

LONGEST = 1 << 20  # characters of a record over several lines
NONE = (0, b"")
Fields = tuple[int, list[str]]


def csv_rows(file: IO[bytes], entry: str = "", delimiter: str = "") -> Iterator[Fields | LeftOut]:
    """The number of each record's first line and its fields, the header first; empty lines are left
    out, and records may have too few or too many fields. Quotes that are not closed, or only so
    that there are as many fields as in no record before, are those of one line alone. `delimiter`:
    "" = what parts the first line."""
    csv.field_size_limit(2 * LONGEST)
    return _Rows(file, entry, delimiter).all()


def delimiter_in(header: str) -> str:
    """What parts a header's names: spreadsheets of half of the world write semicolons."""
    return max(",;\t", key=header.count)


class _Rows:
    def __init__(self, file: IO[bytes], entry: str, delimiter: str) -> None:
        self._lines = lines_of(file)
        self._again: deque[tuple[int, str]] = deque()
        self._entry = entry
        self._delimiter = delimiter
        self._widths: set[int] = set()
        self._number = 0
        self._broken = False

    def all(self) -> Iterator[Fields | LeftOut]:
        if not self._delimiter:
            self._learn_delimiter()
        rows = csv.reader(self._records(), delimiter=self._delimiter)
        while True:
            try:
                fields = next(rows)
            except StopIteration:
                return
            except csv.Error:  # a line end of another kind
                yield LeftOut(Reason.LINE, self._number, self._entry)
                continue
            if self._broken:
                self._broken = False
                yield LeftOut(Reason.QUOTES, self._number, self._entry)
            elif fields:
                self._widths.add(len(fields))
                yield self._number, fields

    def _learn_delimiter(self) -> None:
        number, line = next(self._lines, NONE)
        header = text_of(line)
        self._delimiter = delimiter_in(header)
        if header:
            self._again.append((number, header))

    def _records(self) -> Iterator[str]:
        """One text a record, so that the reader asks for the next only when it has given one."""
        again, lines = self._again, self._lines
        while True:
            if again:
                self._number, record = again.popleft()
            else:
                self._number, line = next(lines, NONE)
                if not line:
                    return
                record = text_of(line)
            if record.count('"') % 2:
                record = self._over_lines(record)
            yield "" if record.isspace() else record

    def _over_lines(self, first: str) -> str:
        """The record that begins with this line; its lines are given back where they make none. Of
        those only the last one has quotes that are not closed: nothing waits when one comes."""
        taken: list[tuple[int, str]] = []
        size, open_quotes = len(first), True
        while open_quotes and size < LONGEST:
            number, line = next(self._lines, NONE)
            if not line:
                break
            text = text_of(line)
            taken.append((number, text))
            size += len(text)
            open_quotes ^= text.count('"') % 2 == 1
        record = first + "".join(text for _, text in taken)
        if not open_quotes and self._fits(record):
            return record
        self._again.extendleft(reversed(taken))
        self._broken = not self._fits(first)
        return "x" if self._broken else first

    def _fits(self, record: str) -> bool:
        """Whether it is a whole record of as many fields as one has had before."""
        try:
            fields = next(csv.reader((record,), delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            return False
        return not self._widths or len(fields) in self._widths
