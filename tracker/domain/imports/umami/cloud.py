"""Umami's cloud export: three tables in an archive, or one of them alone.

Traps: an event's properties stand in another table, exports of several ranges overlap (an event's
id is the same in each), a quote before what a spreadsheet would take for a formula, and the export
of an own server, which has the same name and no days. An event's properties wait on the shelf until
its row is read, so nothing grows with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.reading.archives import tables_of
from tracker.domain.imports.reading.tables import Cells, table_rows
from tracker.domain.imports.umami.rows import datum_of, row_of

NAME = "umami-cloud-csv"

EVENTS, DATA, SESSIONS = "website_event", "event_data", "session_data"
_NEEDED = {
    DATA: ("event_id", "data_key", "data_type"),
    SESSIONS: ("session_id", "data_key", "data_type"),
    EVENTS: ("event_id", "session_id", "url_path", "created_at"),
}
_FORMULAS = ("'=", "'+", "'-", "'@", "'\t", "'\r")


class UmamiCloud:
    """Tables with a row for each event."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Umami's cloud export"}

    def recognise(self, file: ImportedFile) -> str:
        headers = [each[1] for each in tables_of(file) if not isinstance(each, LeftOut)]
        if any(map(_table_of, headers)):
            return NAME
        if file.entries and sum(header == ["x", "y"] for header in headers) > 1:
            raise Unusable(
                "These are totals of a whole range without any day, of 500 rows at most. Take a"
                " dump of Umami's database instead: pg_dump --data-only umami > umami.sql."
            )
        return ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:
        return _Reading(file, choice, shelf).all()


def _table_of(header: list[str]) -> str:
    found = (name for name, needed in _NEEDED.items() if set(needed).issubset(header))
    return next(found, "")


class _Reading:
    def __init__(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> None:
        self._file = file
        self._shelf = shelf
        self._website = choice.which

    def all(self) -> Iterator[Imported]:
        entries: dict[str, str] = {}
        for found in tables_of(self._file):
            if isinstance(found, LeftOut):
                yield found
            elif not (table := _table_of(found[1])):
                yield LeftOut(Reason.OTHER_ROW, 0, found[0], "not one of the export's tables")
            elif table in entries:
                yield LeftOut(Reason.REPEATED, 0, found[0], table)
            else:
                entries[table] = found[0]
        if DATA in entries:
            yield from self._data(entries[DATA])
        if EVENTS in entries:
            yield from self._events(entries[EVENTS])
        if DATA in entries:
            yield from self._orphans(entries[DATA])
        if SESSIONS in entries:
            yield from self._sessions(entries[SESSIONS])

    def _rows(self, table: str, entry: str) -> Iterator[tuple[int, Cells] | LeftOut]:
        with self._file.open(entry) as opened:
            for row in table_rows(opened, _NEEDED[table], entry):
                yield row if isinstance(row, LeftOut) else (row[0], _plain(row[1]))

    def _data(self, entry: str) -> Iterator[LeftOut]:
        for row in self._rows(DATA, entry):
            if isinstance(row, LeftOut):
                yield row
                continue
            datum = datum_of(row[1], row[0], entry)
            if isinstance(datum, LeftOut):
                yield datum
            else:
                self._shelf.put("data", datum.event, datum.text)

    def _events(self, entry: str) -> Iterator[Imported]:
        for row in self._rows(EVENTS, entry):
            if isinstance(row, LeftOut):
                yield row
            elif self._is_another(row[1]):
                yield LeftOut(Reason.OTHER_SITE, row[0], entry)
            else:
                yield self._event(row[1], row[0], entry)

    def _event(self, values: Cells, line: int, entry: str) -> Imported:
        data = self._shelf.get("data", values["event_id"])
        if data:
            self._shelf.put("found", values["event_id"], b"")
        return row_of(values, data, line, entry)

    def _is_another(self, values: Cells) -> bool:
        """Whether it is of another website than the first: an export has only one."""
        website = values.get("website_id", "")
        self._website = self._website or website
        return bool(website) and website != self._website

    def _orphans(self, entry: str) -> Iterator[LeftOut]:
        """Properties of events that are not there."""
        for row in self._rows(DATA, entry):
            if isinstance(row, LeftOut):
                continue
            datum = datum_of(row[1], row[0], entry)
            if not isinstance(datum, LeftOut) and not self._shelf.get("found", datum.event):
                yield LeftOut(Reason.NAMES_NOTHING, row[0], entry, datum.event)

    def _sessions(self, entry: str) -> Iterator[LeftOut]:
        """What is known of a person has no place here."""
        for row in self._rows(SESSIONS, entry):
            yield row if isinstance(row, LeftOut) else LeftOut(Reason.OTHER_ROW, row[0], entry)


def _plain(cells: Cells) -> Cells:
    for name, text in cells.items():
        if text == r"\N":
            cells[name] = ""
        elif text.startswith(_FORMULAS):
            cells[name] = text[1:]
    return cells
