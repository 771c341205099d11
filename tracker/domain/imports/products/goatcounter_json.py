"""GoatCounter's export as JSON, version 1.0: visits counted by the hour and the day.

Traps: paths and referrers are numbers of other files, of which one may be missing; counts are
visits and never pageviews; times are UTC; the last day of one export is the first of the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedDay,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.reading.archives import entries_of, objects_in
from tracker.domain.imports.reading.counts import count_of
from tracker.domain.imports.reading.names import (
    browser_name,
    country_of,
    event_name,
    system_name,
)
from tracker.domain.imports.reading.objects import Object, json_items
from tracker.domain.imports.reading.times import date_at, moment
from tracker.domain.imports.reading.typed import text_in
from tracker.domain.sources import source_of

NAME = "goatcounter-json-1.0"

_INFO = "info.json"
_KNOWN = ("paths", "refs", "browsers", "systems")
_COUNTED = {
    "browser_stats": ("visit:browser", "browsers", "browser_id"),
    "system_stats": ("visit:os", "systems", "system_id"),
    "location_stats": ("visit:country", "", "location"),
    "language_stats": ("visit:language", "", "language"),
}
_HITS, _SIZES = "hit_stats", "size_stats"
_LANGUAGES = {"deu": "de", "eng": "en", "fra": "fr", "jpn": "ja", "por": "pt", "spa": "es"}
_LANGUAGES |= {"ita": "it", "nld": "nl", "pol": "pl", "rus": "ru", "zho": "zh", "kor": "ko"}
_NAMES = {"browsers": browser_name, "systems": system_name}
_GROUP, _CAMPAIGN = "g", "c"


class GoatCounterJson:
    """An archive with a file for each thing that is counted."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "GoatCounter's JSON export"}

    def recognise(self, file: ImportedFile) -> str:
        entry = _entries(file).get(_INFO.removesuffix(".json"))
        if entry is None:
            return ""
        with file.open(entry) as opened:
            told = (each.object for each in json_items(opened) if not isinstance(each, LeftOut))
            version = text_in(next(told, {}), "export_version")
        if version and not version.startswith("1."):
            raise Unusable(f"This is GoatCounter's JSON export {version}; 1.0 is known.")
        return NAME if version else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        yield from (each for each in entries_of(file) if isinstance(each, LeftOut))
        entries = _entries(file)
        for table in _KNOWN:
            if table in entries:
                yield from _learn(file, entries[table], table, shelf)
            else:
                yield LeftOut(Reason.MISSING, 0, "", f"{table}.jsonl")
        for table in (_HITS, *_COUNTED, _SIZES):
            if table in entries:
                yield from _Counting(entries[table], table, shelf).of(file)


def _entries(file: ImportedFile) -> dict[str, str]:
    """By their names without folder and ending."""
    names = [each for each in entries_of(file) if isinstance(each, str)]
    plain = {name: name.replace("\\", "/").rpartition("/")[2] for name in names}
    return {
        base.rpartition(".")[0]: name
        for name, base in plain.items()
        if base == _INFO or base.endswith(".jsonl")
    }


def _learn(file: ImportedFile, entry: str, table: str, shelf: Shelf) -> Iterator[LeftOut]:
    """Keeps what numbers of a table stand for."""
    for row in objects_in(file, entry):
        if isinstance(row, LeftOut):
            yield row
        else:
            shelf.put(table, text_in(row.object, "id"), json.dumps(row.object).encode())


class _Counting:
    """Counts of one file."""

    def __init__(self, entry: str, table: str, shelf: Shelf) -> None:
        self._entry = entry
        self._table = table
        self._shelf = shelf

    def of(self, file: ImportedFile) -> Iterator[Imported]:
        for row in objects_in(file, self._entry):
            if isinstance(row, LeftOut):
                yield row
            else:
                yield from self._read(row.line, row.object)

    def _read(self, line: int, told: Object) -> Iterator[Imported]:
        when = text_in(told, "hour" if self._table == _HITS else "day")
        at, count = moment(when) if "T" in when else None, count_of(told.get("count"))
        path = self._known("paths", text_in(told, "path_id"))
        if at is None:
            yield LeftOut(Reason.TIME, line, self._entry, when[:40])
        elif count is None:
            yield LeftOut(Reason.NUMBER, line, self._entry, str(told.get("count"))[:40])
        elif path is None:
            named = f"path_id {text_in(told, 'path_id')}"
            yield LeftOut(Reason.NAMES_NOTHING, line, self._entry, named[:40])
        elif self._table == _HITS:
            yield from self._hits(date_at(at), path, told, count)
        else:
            yield from self._others(date_at(at), told, count)

    def _hits(self, day: date, path: Object, told: Object, count: int) -> Iterator[ImportedDay]:
        """Of an event's the same: visits in which it was."""
        name = text_in(path, "path")
        if path.get("event"):
            yield ImportedDay(day, "", "", visits=count, others=count)
            yield ImportedDay(day, "event:name", event_name(name), visits=count, others=count)
            return
        yield ImportedDay(day, "", "", visits=count, pageviews=count)
        yield ImportedDay(day, "event:page", name, visits=count, pageviews=count)
        for dimension, value in self._source(text_in(told, "ref_id")).items():
            yield ImportedDay(day, dimension, value, visits=count, pageviews=count)

    def _source(self, number: str) -> dict[str, str]:
        known = self._known("refs", number)
        if known is None:
            return {}
        ref, scheme = text_in(known, "ref"), text_in(known, "ref_scheme")
        if scheme in {_GROUP, _CAMPAIGN} and ref:
            return {"visit:source": ref}
        found = source_of(ref, "", None)
        told = {"visit:source": found.name, "visit:channel": found.channel}
        return told | ({"visit:referrer": ref} if ref else {})

    def _others(self, day: date, told: Object, count: int) -> Iterator[ImportedDay]:
        if self._table == _SIZES:
            yield ImportedDay(day, "visit:screen", _screen(told.get("width")), visits=count)
            return
        dimension, table, column = _COUNTED[self._table]
        value = text_in(told, column)
        if table:
            known = self._known(table, value) or {}
            value = _NAMES[table](text_in(known, "name"))
        elif column == "location":
            if "-" in value:
                yield ImportedDay(day, "visit:region", value, visits=count)
            value = country_of(value.partition("-")[0])
        else:
            value = _LANGUAGES.get(value, value)
        yield ImportedDay(day, dimension, value, visits=count)

    def _known(self, table: str, number: str) -> Object | None:
        kept = self._shelf.get(table, number) if number else []
        found: Object | None = json.loads(kept[0]) if kept else None
        return found


def _screen(width: object) -> str:
    """As reports group them."""
    if not isinstance(width, int) or width <= 0:
        return ""
    limits = {"xs": 576, "sm": 768, "md": 992, "lg": 1200}
    return next((name for name, limit in limits.items() if width < limit), "xl")
