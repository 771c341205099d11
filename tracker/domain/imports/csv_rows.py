"""CSV as it really comes: a broken line costs itself, and none of those that follow it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import IO

from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.lines import texts_of

LONGEST = 1 << 20  # characters of a record over several lines
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
        self._texts = texts_of(file)
        self._again: deque[tuple[int, str]] = deque()  # lines, with their ends
        self._entry = entry
        self._delimiter = delimiter
        self._widths: set[int] = set()

    def all(self) -> Iterator[Fields | LeftOut]:
        for first, lines, _ in self._texts:
            self._delimiter = self._delimiter or delimiter_in(lines[0])
            if records := self._plain(lines):
                for record in enumerate(records, first):
                    if record[1]:
                        yield record
            else:
                self._again.extend(_with_ends(first, lines))
                yield from self._one_by_one()

    def _plain(self, lines: list[str]) -> list[list[str]]:
        """The records of lines of which nothing is wrong and each is one, as nearly all are; []
        for others."""
        try:
            records = list(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return []
        if len(records) < len(lines):
            return []
        widths = set(map(len, records))
        if 1 in widths:
            pairs = zip(lines, records, strict=True)
            records = [[] if line.isspace() else record for line, record in pairs]
            widths = set(map(len, records))
        self._widths |= widths - {0}
        return records

    def _one_by_one(self) -> Iterator[Fields | LeftOut]:
        while self._again:
            number, line = self._again.popleft()
            record = self._over_lines(line) if line.count('"') % 2 else line
            if record is None:
                yield LeftOut(Reason.QUOTES, number, self._entry)
                continue
            try:
                fields = next(csv.reader((record,), delimiter=self._delimiter), [])
            except csv.Error:  # a line end of another kind
                yield LeftOut(Reason.LINE, number, self._entry)
                continue
            if fields and not record.isspace():
                self._widths.add(len(fields))
                yield number, fields

    def _over_lines(self, first: str) -> str | None:
        """The record that begins with this line; its lines are given back where they make none, and
        it is None unless the first is one by itself."""
        taken: list[tuple[int, str]] = []
        size, open_quotes = len(first), True
        while open_quotes and size < LONGEST and (line := self._next()):
            taken.append(line)
            size += len(line[1])
            open_quotes ^= line[1].count('"') % 2 == 1
        record = first + "".join(text for _, text in taken)
        if not open_quotes and self._fits(record):
            return record
        self._again.extendleft(reversed(taken))
        return first if self._fits(first) else None

    def _next(self) -> tuple[int, str] | None:
        if not self._again and (part := next(self._texts, None)):
            self._again.extend(_with_ends(*part[:2]))
        return self._again.popleft() if self._again else None

    def _fits(self, record: str) -> bool:
        """Whether it is a whole record of as many fields as one has had before."""
        try:
            fields = next(csv.reader((record,), delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            return False
        return not self._widths or len(fields) in self._widths


def _with_ends(first: int, lines: list[str]) -> Iterator[tuple[int, str]]:
    return enumerate((f"{line}\n" for line in lines), first)
