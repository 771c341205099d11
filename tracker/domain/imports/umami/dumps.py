"""Dumps of Umami's database: pg_dump with COPY or INSERT, mysqldump, of releases 2 and 3.

Traps: sessions, properties and revenue are tables of their own, and all of them stand before the
events in a dump; several websites in one; times with the offset of the server; MySQL's INSERT names
no columns. The dump is read twice: first what belongs to an event goes on the shelf, which is no
memory, then the events come in the dump's own order and take it from there. Where events name no
visit, it is read a third time, for their times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

import msgspec

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
from tracker.domain.imports.reading.dumps import DumpRow, Values, dump_rows
from tracker.domain.imports.reading.times import moment
from tracker.domain.imports.umami.columns import (
    DATA,
    EVENTS,
    OF_SESSION,
    REVENUE,
    SESSION,
    WEBSITE,
    usual_of_mysql,
    usual_of_postgresql,
)
from tracker.domain.imports.umami.rows import datum_of, row_of
from tracker.domain.imports.umami.visits import Visits, keep_time

_BESIDE = frozenset({DATA, SESSION, REVENUE})

_TABLES = re.compile(
    rb"(?:COPY|INTO|CREATE TABLE|TABLE DATA; Schema:|for table|-- Data for Name:)"
    rb"[ \w.\"`]{1,40}\b(?:website_event|event_data|session_data)\b",
    re.IGNORECASE,
)
_OF_3 = re.compile(rb"\bdata_key\b|\bdistinct_id\b|\bpage_title\b[^)\n]{0,300}\bhostname\b")

_TITLES = {
    "umami-3-postgresql": "a dump of Umami 3",
    "umami-2-postgresql": "a dump of Umami 2",
    "umami-2-mysql": "a MySQL dump of Umami 2",
}


class UmamiDump:
    """A dump in text."""

    titles: ClassVar[Mapping[str, str]] = _TITLES

    def recognise(self, file: ImportedFile) -> str:
        if file.start.startswith(b"PGDMP"):
            raise Unusable(
                "This is a dump in PostgreSQL's own form. Make a text of it first:"
                " pg_restore --data-only --file=dump.sql, and this file's name."
            )
        if not _TABLES.search(file.start):
            return ""
        if _is_of_mysql(file):
            return "umami-2-mysql"
        return "umami-3-postgresql" if _OF_3.search(file.start) else "umami-2-postgresql"

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """Those of which there are events; all that it knows where there are several."""
        known: dict[str, SourceSite] = {}
        used: set[str] = set()
        for row in _rows(file, {WEBSITE, EVENTS}):
            if isinstance(row, LeftOut):
                continue
            values = _texts(row.values)
            if row.table == EVENTS:
                used.add(values.get("website_id", ""))
            elif not values.get("deleted_at"):
                site = values.get("website_id", "")
                known[site] = SourceSite(site, values.get("name", site), values.get("domain", ""))
        return [known.get(each, SourceSite(each, each)) for each in sorted(used)]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:
        yield from _put_aside(file, choice.which, shelf)
        yield from _read_events(file, choice.which, shelf)


def _put_aside(file: ImportedFile, website: str, shelf: Shelf) -> Iterator[LeftOut]:
    for row in _rows(file, _BESIDE):
        if isinstance(row, LeftOut):
            yield row
            continue
        values = _texts(row.values)
        if website and values.get("website_id") != website:
            continue
        if row.table == SESSION:
            told = {name: values[name] for name in OF_SESSION if values.get(name)}
            shelf.put(SESSION, values.get("session_id", ""), msgspec.json.encode(told))
        elif row.table == REVENUE:
            told = {name: values.get(name, "") for name in ("revenue", "currency")}
            shelf.put(REVENUE, values.get("event_id", ""), msgspec.json.encode(told))
        elif isinstance(datum := datum_of(values, row.line, ""), LeftOut):
            yield datum
        else:
            shelf.put(DATA, datum.event, datum.text)


def _read_events(file: ImportedFile, website: str, shelf: Shelf) -> Iterator[Imported]:
    visits: Visits | None = None
    for row in _rows(file, {EVENTS}):
        if isinstance(row, LeftOut):
            yield row
            continue
        values = _texts(row.values)
        website = website or values.get("website_id", "")
        if values.get("website_id") != website:
            yield LeftOut(Reason.OTHER_SITE, row.line)
            continue
        at, session = moment(values.get("created_at", "")), values.get("session_id", "")
        if at is not None and not values.get("visit_id"):
            visits = visits or _visits(file, shelf)
            values["visit_id"] = visits.of(session, at)
        yield _event(values, shelf, row.line)


def _event(values: dict[str, str], shelf: Shelf, line: int) -> Imported:
    event = values.get("event_id", "")
    for kind, key in ((SESSION, values.get("session_id", "")), (REVENUE, event)):
        for told in shelf.get(kind, key):
            values = msgspec.json.decode(told, type=dict[str, str]) | values
    return row_of(values, shelf.get(DATA, event), line, "")


def _visits(file: ImportedFile, shelf: Shelf) -> Visits:
    """The file once more, for the times of events that say no visit."""
    for row in _rows(file, {EVENTS}):
        if not isinstance(row, LeftOut):
            values = _texts(row.values)
            at = moment(values.get("created_at", ""))
            if at is not None and not values.get("visit_id"):
                keep_time(values.get("session_id", ""), at, shelf)
    return Visits(shelf)


def _rows(file: ImportedFile, tables: frozenset[str] | set[str]) -> Iterator[DumpRow | LeftOut]:
    usual = usual_of_mysql if _is_of_mysql(file) else usual_of_postgresql
    with file.open() as opened:
        yield from dump_rows(opened, lambda name: name if name in tables else "", usual)


def _is_of_mysql(file: ImportedFile) -> bool:
    return b"`" in file.start or b"MySQL" in file.start[:1_000]


def _texts(values: Values) -> dict[str, str]:
    """Without what is NULL or empty."""
    return {name: value.decode("utf-8", "replace") for name, value in values.items() if value}
