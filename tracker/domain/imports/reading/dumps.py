"""Rows of a database's dump in text, as pg_dump, mysqldump and mariadb-dump write them.

Traps: COPY with its own escapes beside INSERT, a row on a line of its own or all of a megabyte on
one, values over several lines (so that what a visitor wrote can look like a statement), bytes that
are no text, hexadecimal ones, no column list (then the order is that of CREATE TABLE), a dump cut
off. What is in memory is one row and a piece of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import IO, NamedTuple

from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.reading.statements import Statements
from tracker.domain.imports.reading.values import Value, copied

_COPY = re.compile(rb'COPY ([\w."]+) \(([^()]*)\) FROM stdin;')
_INSERT = re.compile(
    rb"(?:INSERT(?: IGNORE)?|REPLACE) INTO ([\w.\"`]+)\s*(?:\(([^()]*)\)\s*)?"
    rb"(?:OVERRIDING \w+ VALUE )?VALUES\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(rb'CREATE TABLE (?:IF NOT EXISTS )?([\w."`]+) \(\s*')
_COLUMN = re.compile(rb'\s+[`"]?(\w+)[`"]? +[a-zA-Z]')
_NO_COLUMN = re.compile(rb"\s+(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|INDEX|FULLTEXT|FOREIGN|CHECK)\b")

Values = dict[str, Value]
Usual = Callable[[str, int], Sequence[str]]


class DumpRow(NamedTuple):
    """A row of a table, by the names of its columns; None is NULL."""

    table: str
    line: int
    values: Values


def dump_rows(
    file: IO[bytes],
    table_of: Callable[[str], str],
    usual: Usual,
    entry: str = "",
) -> Iterator[DumpRow | LeftOut]:
    """Rows of the tables for which `table_of` has a name, given theirs without a schema. `usual`:
    where the dump names no columns, those of a table's row that has so many, in their order."""
    yield from _Dump(Statements(file), table_of, usual, entry).rows()


class _Dump:
    def __init__(
        self,
        statements: Statements,
        table_of: Callable[[str], str],
        usual: Usual,
        entry: str,
    ) -> None:
        self._statements = statements
        self._table_of = table_of
        self._usual = usual
        self._entry = entry
        self._created: dict[str, list[str]] = {}

    def rows(self) -> Iterator[DumpRow | LeftOut]:
        while beginning := self._statements.beginning():
            if found := _COPY.match(beginning):
                self._statements.next_line()
                yield from self._copied(self._table_of(_name(found[1])), _names(found[2]))
            elif found := _INSERT.match(beginning):
                self._statements.pass_over(found.end())
                yield from self._inserted(self._table_of(_name(found[1])), found[2])
            elif found := _CREATE.match(beginning):
                self._statements.next_line()
                self._learn(self._table_of(_name(found[1])))
            else:
                self._statements.next_line()

    def _learn(self, table: str) -> None:
        """The columns of a table that is made, each on a line of its own."""
        names = []
        while (line := self._statements.next_line()) is not None and not line.startswith(b")"):
            found = None if _NO_COLUMN.match(line) else _COLUMN.match(line)
            if found:
                names.append(found[1].decode("ascii", "replace").lower())
        if table:
            self._created[table] = names

    def _copied(self, table: str, names: list[str]) -> Iterator[DumpRow | LeftOut]:
        number = self._statements.line
        while (line := self._statements.next_line()) is not None:
            if line.rstrip(b"\r\n") == b"\\.":
                return
            if table:
                yield self._copied_row(table, names, number, line)
            number = self._statements.line
        if table:
            yield LeftOut(Reason.CUT, number, self._entry, table)

    def _copied_row(
        self, table: str, names: list[str], number: int, line: bytes
    ) -> DumpRow | LeftOut:
        cells = line.rstrip(b"\r\n").split(b"\t")
        if len(cells) != len(names):
            return LeftOut(Reason.COLUMNS, number, self._entry, table)
        return DumpRow(table, number, dict(zip(names, map(copied, cells), strict=True)))

    def _inserted(self, table: str, listed: bytes | None) -> Iterator[DumpRow | LeftOut]:
        names = _names(listed) if listed else self._created.get(table)
        for line, values in self._statements.tuples(bool(table)):
            if values is None:
                yield LeftOut(Reason.LINE, line, self._entry, table)
                continue
            columns = names or list(self._usual(table, len(values)))
            if len(columns) == len(values):
                yield DumpRow(table, line, dict(zip(columns, values, strict=True)))
            else:
                yield LeftOut(Reason.COLUMNS, line, self._entry, table)
        if table and self._statements.cut:
            yield LeftOut(Reason.CUT, self._statements.line, self._entry, table)


def _name(written: bytes) -> str:
    """The table's own name of `public."website_event"`."""
    text = written.decode("utf-8", "replace").rpartition(".")[2]
    return text.strip('"`').lower()


def _names(written: bytes) -> list[str]:
    text = written.decode("utf-8", "replace")
    return [each.strip(' \t\r\n"`').lower() for each in text.split(",")]
