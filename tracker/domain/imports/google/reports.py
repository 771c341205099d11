"""Google Analytics' CSV files: explorations and reports of GA4, and those of Universal Analytics.

Only tables with days are of use: what is the sum of a range says nothing of any day in it. Users
cannot be added up, and `(other)` stands for rows that Google does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import ClassVar

from tracker.domain.channels import channel_named
from tracker.domain.imports.google.tables import (
    Columns,
    GoogleRow,
    delimiter_of,
    google_rows,
)
from tracker.domain.imports.google.words import DATE
from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedDay,
    ImportedFile,
    LeftOut,
    Shelf,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.lines import BOM, text_of
from tracker.domain.imports.reading.names import (
    browser_name,
    country_of,
    device_name,
    event_name,
    system_name,
)
from tracker.domain.imports.requests import target_of

_OF_UNIVERSAL = re.compile(r"^#\s*\d{8}-\d{8}\s*$", re.MULTILINE)
_REMARKS = re.compile(r"^#.*\d{8}\s*$", re.MULTILINE)

_NAMED = {
    "visit:browser": browser_name,
    "visit:os": system_name,
    "visit:device": device_name,
    "visit:channel": channel_named,
    "visit:country": country_of,
}
_NOTHING = frozenset({"(not set)", "(none)", "(data not available)"})
_DIRECT = frozenset({"(direct)", "direct"})
_TOTALS_OF = ("days", "pages", "visits", "unknown")
_NO_EVENTS = frozenset({"page_view", "session_start", "first_visit", "user_engagement"})


class GoogleCsv:
    """Tables behind remarks."""

    titles: ClassVar[Mapping[str, str]] = {
        "ga4-exploration": "Google Analytics 4, an exploration",
        "ga4-report": "Google Analytics 4, a report",
        "ua-report": "Google's Universal Analytics, a report",
    }

    def recognise(self, file: ImportedFile) -> str:
        text = _text_of(file)
        if file.entries or not (text.startswith("#") or "," in text or "\t" in text):
            return ""
        tables = _columns_in(file, delimiter_of(text))
        dated = [each for each in tables if each.day is not None]
        if not text.startswith("#") or not _REMARKS.search(text):
            return "ga4-exploration" if dated and _is_googles(dated) else ""
        if not dated:
            raise Unusable(_without_days(tables))
        if _OF_UNIVERSAL.search(text) and dated[0].day_kind != DATE:
            return "ua-report"
        return "ga4-exploration" if dated[0].day_kind == DATE else "ga4-report"

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        delimiter = delimiter_of(_text_of(file))
        totals = _table_of_totals(file, delimiter)
        with file.open() as opened:
            for row in google_rows(opened, delimiter):
                if isinstance(row, LeftOut):
                    yield row
                elif isinstance(row, GoogleRow):
                    yield from _days_of(row, row.columns.number == totals)


def _text_of(file: ImportedFile) -> str:
    """Its beginning without empty lines before it."""
    return text_of(file.start.removeprefix(BOM)).lstrip("\r\n")


def _columns_in(file: ImportedFile, delimiter: str) -> list[Columns]:
    rows = google_rows(BytesIO(file.start), delimiter)
    return [each for each in rows if isinstance(each, Columns)]


def _is_googles(tables: list[Columns]) -> bool:
    """Whether a table without remarks is one of theirs: whoever has cut them off."""
    return any("visitors" in each.measures and each.dimensions for each in tables)


def _without_days(tables: list[Columns]) -> str:
    if tables:
        return (
            "This report of Google Analytics has sums of its whole range and says nothing of any"
            " day. Make an exploration with the dimension Date beside the page, and export that."
        )
    return (
        "This is a file of Google Analytics whose columns are not known. Set the language to"
        " English, make an exploration with Date, page path and views, and export that."
    )


def _table_of_totals(file: ImportedFile, delimiter: str) -> int:
    """The number of the table from which the days' totals are taken: one of days alone if there is
    any, else the first of pages, else one by what visits have, else one by what nobody knows."""
    kinds: dict[int, str] = {}
    with file.open() as opened:
        for row in google_rows(opened, delimiter):
            if isinstance(row, GoogleRow):
                kinds.setdefault(row.columns.number, _kind(row))
    tables = {kind: number for number, kind in reversed(kinds.items())}
    return next((tables[kind] for kind in _TOTALS_OF if kind in tables), 0)


def _kind(first: GoogleRow) -> str:
    """Of what a table is, by its first row."""
    if first.is_whole:
        return "days"
    if "event:page" in first.values:
        return "pages"
    if first.values:
        return "visits" if _is_of_visits(first) else "events"
    return "unknown"


def _is_of_visits(row: GoogleRow) -> bool:
    """Whether each visit stands in one row."""
    return not row.parted and all(each.startswith("visit:") for each in row.values)


def _days_of(row: GoogleRow, has_totals: bool) -> Iterator[ImportedDay]:
    """What can be added up over what the row names besides."""
    additive = {"pageviews", "visits"} if _is_of_visits(row) else {"pageviews"}
    added = {name: count for name, count in row.counts.items() if name in additive}
    if has_totals:
        counts = _without_events(row.counts) if row.is_whole else added
        yield ImportedDay(row.day, "", "", **counts)
    counts = added if len(row.values) > 1 or row.parted else _without_events(row.counts)
    for dimension, told in row.values.items():
        if dimension == "event:name":
            events = 0 if told in _NO_EVENTS else row.counts.get("others", 0)
            if events:
                yield ImportedDay(row.day, dimension, event_name(told), others=events)
        else:
            yield ImportedDay(row.day, dimension, _value(dimension, told), **counts)


def _without_events(counts: dict[str, int]) -> dict[str, int]:
    """Theirs have page views among them."""
    return {name: count for name, count in counts.items() if name != "others"}


def _value(dimension: str, told: str) -> str:
    if told.lower() in _NOTHING:
        return ""
    if dimension == "visit:source":
        told = told.partition(" / ")[0]
        return "Direct" if told.lower() in _DIRECT else told
    if dimension == "event:page" and (page := target_of(told)):
        return f"{page.path}?{page.query}" if page.query else page.path
    named = _NAMED.get(dimension)
    return named(told) if named else told
