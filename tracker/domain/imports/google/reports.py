"""Google Analytics' CSV files: explorations and reports of GA4, and those of Universal Analytics.

Only tables with days are of use: what is the sum of a range says nothing of any day in it. Users
cannot be added up, and `(other)` stands for rows that Google does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import ClassVar

from tracker.domain.imports.google.tables import (
    Columns,
    GoogleRow,
    delimiter_of,
    google_rows,
)
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

_OF_UNIVERSAL = re.compile(r"^#\s*\d{8}-\d{8}\s*$", re.MULTILINE)
_REMARKS = re.compile(r"^#.*\d{8}\s*$", re.MULTILINE)

_NAMED = {
    "visit:browser": browser_name,
    "visit:os": system_name,
    "visit:device": device_name,
    "visit:country": country_of,
}
_NOTHING = frozenset({"(not set)", "(none)", "(data not available)"})
_DIRECT = frozenset({"(direct)", "direct"})
_NO_EVENTS = frozenset({"page_view", "session_start", "first_visit", "user_engagement"})


class GoogleCsv:
    """Tables behind remarks."""

    titles: ClassVar[Mapping[str, str]] = {
        "ga4-exploration": "Google Analytics 4, an exploration",
        "ga4-report": "Google Analytics 4, a report",
        "ua-report": "Google's Universal Analytics, a report",
    }

    def recognise(self, file: ImportedFile) -> str:
        text = text_of(file.start.removeprefix(BOM))
        if file.entries or not (text.startswith("#") or "," in text or "\t" in text):
            return ""
        tables = _columns_in(file, delimiter_of(text))
        dated = [each for each in tables if each.day is not None]
        if not text.startswith("#") or not _REMARKS.search(text):
            return "ga4-exploration" if dated and _is_googles(dated) else ""
        if not dated:
            raise Unusable(_without_days(tables))
        if _OF_UNIVERSAL.search(text):
            return "ua-report"
        return "ga4-exploration" if dated[0].day_kind == "date" else "ga4-report"

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        delimiter = delimiter_of(text_of(file.start.removeprefix(BOM)))
        totals = _table_of_totals(file, delimiter)
        with file.open() as opened:
            for row in google_rows(opened, delimiter):
                if isinstance(row, LeftOut):
                    yield row
                elif isinstance(row, GoogleRow):
                    yield from _days_of(row, row.columns.number == totals)


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
    any, else the first of pages."""
    with file.open() as opened:
        tables = [each for each in google_rows(opened, delimiter) if isinstance(each, Columns)]
    dated = [each for each in tables if each.day is not None]
    alone = [each.number for each in dated if not each.dimensions]
    pages = [each.number for each in dated if "event:page" in each.dimensions]
    return next(iter(alone or pages), 0)


def _days_of(row: GoogleRow, has_totals: bool) -> Iterator[ImportedDay]:
    """What can be added up over what the row names besides."""
    added = {name: count for name, count in row.counts.items() if name == "pageviews"}
    if has_totals:
        counts = added if row.values else _without_events(row.counts)
        yield ImportedDay(row.day, "", "", **counts)
    counts = added if len(row.values) > 1 else _without_events(row.counts)
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
    if dimension == "visit:source" and told.lower() in _DIRECT:
        return "Direct"
    named = _NAMED.get(dimension)
    return named(told) if named else told
