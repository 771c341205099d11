"""The tables of Google Analytics' CSV files, one after another as they stand in a file.

Traps: lines of `#` before a table and between two, headers in the user's language, a row of totals,
perhaps with one cell more, days as numbers counted from the file's first one or as American dates,
thousands written 1,234 or 1.234 or with a narrow blank, columns that nobody knows, by which a day's
users are parted all the same, and tables without days, which say nothing of any day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import IO, NamedTuple

from tracker.domain.imports.csv_rows import csv_rows, delimiter_in
from tracker.domain.imports.google.words import (
    DATE,
    DATES,
    DIMENSIONS,
    HOURS,
    MEASURES,
    NTH_DAY,
)
from tracker.domain.imports.imported import LeftOut, Reason, Unusable
from tracker.domain.imports.reading.counts import count_of
from tracker.domain.imports.reading.times import day_of

_RANGE = re.compile(r"\D(\d{8})(?:-(\d{8}))?\s*$")
_NTH = re.compile(r"\d{4}")
_HOURS = re.compile(r"(\d{8})\d{2}(?:\d{2})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s'’])\d{3})(?:\1\d{3}){0,4}|\d{1,2}(?:,\d\d){1,5},\d{3}")
_WHOLE = re.compile(r"(\d{1,15})(?:[.,]0{1,2})?")
# Rates, means, times, money: whatever a column is called, nothing is parted by what it says.
_FIGURE = re.compile(r"[-+<]?[\d.,:\s'’%€$£¥]{0,40}")

_HOURLY = "yyyymmddhh"  # in what Google calls hours of days, in any language
_PIVOT = (
    "This table of Google Analytics has columns for each value of something (a pivot). Take that"
    " out of the exploration's columns, put it into its rows, and export again."
)


class Columns(NamedTuple):
    """Where they stand in a table: None = it has no days. `unknown`: those of neither kind."""

    number: int  # of the table in its file
    width: int
    day: int | None
    day_kind: str
    dimensions: dict[str, int]
    measures: dict[str, int]
    unknown: list[int]
    hourly: bool  # a day has a row for each hour


class GoogleRow(NamedTuple):
    """What a row says of a day. `parted`: it says it of a part of the day that has no name here."""

    columns: Columns
    line: int
    day: date
    values: dict[str, str]
    counts: dict[str, int]
    parted: bool

    @property
    def is_whole(self) -> bool:
        """Whether it says all of its day."""
        return not self.values and not self.parted


def google_rows(file: IO[bytes], delimiter: str) -> Iterator[Columns | GoogleRow | LeftOut]:
    """Each table's columns, and then its rows."""
    return _Tables().of(csv_rows(file, delimiter=delimiter))


def delimiter_of(text: str) -> str:
    """Of the first line that is no remark."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return delimiter_in(next(lines, ""))


class _Tables:
    def __init__(self) -> None:
        self._columns: Columns | None = None
        self._number = 0
        self._row = 0  # of the table
        self._first: date | None = None
        self._last: date | None = None

    def of(
        self, rows: Iterator[tuple[int, list[str]] | LeftOut]
    ) -> Iterator[Columns | GoogleRow | LeftOut]:
        for row in rows:
            if isinstance(row, LeftOut):
                yield row
            elif row[1][0].startswith("#"):
                self._learn_range(row[1][0])
                self._columns = None
            elif columns := self._header(row[1]):
                self._columns, self._row = columns, 0
                yield columns
            else:
                yield self._read(*row)
                self._row += 1

    def _learn_range(self, remark: str) -> None:
        found = _RANGE.search(remark)
        if not found:
            return
        if found[2]:
            self._first, self._last = day_of(found[1]), day_of(found[2])
        elif self._first is None or self._last is not None:
            self._first, self._last = day_of(found[1]), None
        else:
            self._last = day_of(found[1])

    def _header(self, cells: list[str]) -> Columns | None:
        names = [each.strip().lower() for each in cells]
        measures = _measures(names)
        if not measures or any(_count(cell) is not None for cell in names):
            return None
        if any(names.count(name) > 1 for name in names if name in MEASURES):
            raise Unusable(_PIVOT)
        day = next((at for at, name in enumerate(names) if _day_kind(name)), None)
        dimensions = {DIMENSIONS[name]: at for at, name in enumerate(names) if name in DIMENSIONS}
        known = {day, *dimensions.values()}
        unknown = [at for at, name in enumerate(names) if at not in known and name not in MEASURES]
        hourly = any(name in HOURS or _HOURLY in name for name in names)
        self._number += 1
        kind = "" if day is None else _day_kind(names[day])
        return Columns(self._number, len(names), day, kind, dimensions, measures, unknown, hourly)

    def _read(self, line: int, cells: list[str]) -> GoogleRow | LeftOut:
        columns = self._columns
        if columns is None:
            return LeftOut(Reason.LINE, line, "", "no header of a table stands before it")
        keys = [*columns.dimensions.values(), *([] if columns.day is None else [columns.day])]
        if keys and not any(cells[at].strip() for at in keys if at < len(cells)):
            return LeftOut(Reason.OTHER_ROW, line, "", "totals")
        if len(cells) != columns.width:
            return LeftOut(Reason.COLUMNS, line)
        if columns.day is None:
            return LeftOut(Reason.OTHER_ROW, line, "", "of a table without days")
        return self._read_cells(columns, columns.day, line, cells)

    def _read_cells(
        self, columns: Columns, at: int, line: int, cells: list[str]
    ) -> GoogleRow | LeftOut:
        day = self._day(cells[at].strip(), columns.day_kind)
        if day is None:
            return LeftOut(Reason.TIME, line, "", cells[at][:40])
        counts = {}
        for measure, place in columns.measures.items():
            count = _count(cells[place].strip())
            if count is None:
                return LeftOut(Reason.NUMBER, line, "", cells[place][:40])
            counts[measure] = count
        values = {name: cells[place] for name, place in columns.dimensions.items()}
        parted = columns.hourly or not all(_FIGURE.fullmatch(cells[at]) for at in columns.unknown)
        return GoogleRow(columns, line, day, values, counts, parted)

    def _day(self, told: str, kind: str) -> date | None:
        if found := _HOURS.fullmatch(told):
            return day_of(found[1])
        if found := _DOTTED.fullmatch(told):
            return _date(int(found[3]), int(found[2]), int(found[1]))
        if kind == DATE or not _NTH.fullmatch(told):
            slashed = _SLASHED.fullmatch(told)
            return self._slashed(*map(int, slashed.groups())) if slashed else day_of(told)
        return self._first + timedelta(int(told)) if self._first and kind == NTH_DAY else None

    def _slashed(self, one: int, two: int, short: int) -> date | None:
        """3/1/22 is the day in the file's range that it can be; of two the one whose turn it is."""
        if not self._first or not self._last:
            return None
        year = short % 100 + 2000
        days = {_date(year, one, two), _date(year, two, one)} - {None}
        within = {day for day in days if day and self._first <= day <= self._last}
        turn = {day for day in within if (day - self._first).days == self._row}
        return next(iter(turn or (within if len(within) == 1 else ())), None)


def _measures(names: list[str]) -> dict[str, int]:
    """Of two by which one thing is counted the first that is in the list of words: active users
    before all of them."""
    at: dict[str, int] = {}
    for word, measure in MEASURES.items():
        if measure not in at and word in names:
            at[measure] = names.index(word)
    return at


def _day_kind(name: str) -> str:
    return DATE if _HOURLY in name else DATES.get(name, "")


def _date(year: int, month: int, day: int) -> date | None:
    return day_of(f"{year:04}-{month:02}-{day:02}")


def _count(told: str) -> int | None:
    """A whole number, however its thousands are parted: what has a fraction is no count."""
    if found := _WHOLE.fullmatch(told):
        return count_of(found[1])
    if found := _GROUPED.fullmatch(told):
        return count_of(told.replace(found[1] or ",", ""))
    return None
