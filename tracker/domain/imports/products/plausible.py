"""Plausible's CSV export: sums of a day, one table for each thing that it counts by.

Traps: columns differ from version to version, `\\N` and 0 for what was not measured, durations,
scroll depths and times that are sums, rows of its own engagement event, the dashboard's download,
which people take for it. Visitors of two rows cannot be added up: that is theirs, and ours alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
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
from tracker.domain.imports.products.plausible_days import days_of
from tracker.domain.imports.reading.archives import tables_of
from tracker.domain.imports.reading.counts import count_of
from tracker.domain.imports.reading.tables import Cells, table_rows
from tracker.domain.imports.reading.times import day_of

NAME = "plausible-csv"

# The column that only this table has, and which count it calls "visits".
_TABLES = {
    "entry_page": ("entry_pages", "entrances"),
    "exit_page": ("exit_pages", "exits"),
    "page": ("pages", "visits"),
    "source": ("sources", "visits"),
    "property": ("custom_props", ""),
    "name": ("custom_events", ""),
    "country": ("locations", "visits"),
    "device": ("devices", "visits"),
    "browser": ("browsers", "visits"),
    "operating_system": ("operating_systems", "visits"),
}
_OF_VISITS = ("visit_duration", "bounces", "pageviews")
_SINCE_2025 = "custom_props"
_COUNTED = {"visitors", "pageviews", "bounces", "visits", "visit_duration"}
_TOTALS = ("visitors", "visits")
_MIDNIGHT = " 00:00:00"  # behind a day, from whoever has kept days as times


class Plausible:
    """Tables with a row for each day and value."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Plausible's CSV export"}

    def recognise(self, file: ImportedFile) -> str:
        headers = [each[1] for each in tables_of(file) if not isinstance(each, LeftOut)]
        if any(_table_of(header)[0] for header in headers):
            return NAME
        if file.entries and any(_is_of_dashboard(header) for header in headers):
            raise Unusable(
                "This is what Plausible's dashboard shows, without days: take the export under"
                " Site settings, Imports & Exports, instead."
            )
        return ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        seen: dict[str, set[str]] = {}
        for found in tables_of(file):
            if isinstance(found, LeftOut):
                yield found
                continue
            entry, header = found
            table, visits = _table_of(header)
            if not table:
                yield LeftOut(Reason.OTHER_ROW, 0, entry, "not one of the export's tables")
                continue
            days = _days_in(file, entry)
            known = seen.setdefault(table, set())
            if known and days <= known:
                yield LeftOut(Reason.REPEATED, 0, entry, table)
            else:
                yield from _read_table(file, entry, table, visits, frozenset(known))
                known |= days
        if file.entries:
            for table in sorted(_expected() - seen.keys()):
                yield LeftOut(Reason.MISSING, 0, "", f"no table {table}")


def _table_of(header: list[str]) -> tuple[str, str]:
    """A table's name and its count of visits; "" for another table."""
    if "date" not in header or "visitors" not in header:
        return "", ""
    for column, table in _TABLES.items():
        if column in header:
            return table
    return _TOTALS if len(_COUNTED.intersection(header)) > 3 else ("", "")


def _is_of_dashboard(header: list[str]) -> bool:
    return header[:2] == ["name", "visitors"] or {"date", "bounce_rate"}.issubset(header)


def _expected() -> set[str]:
    return {_TOTALS[0], *(table for table, _ in _TABLES.values())} - {_SINCE_2025}


def _days_in(file: ImportedFile, entry: str) -> set[str]:
    """As they are written, so that of two exports in one archive each day counts once."""
    with file.open(entry) as opened:
        rows = table_rows(opened, ["date"], entry)
        return {row[1]["date"] for row in rows if not isinstance(row, LeftOut)}


def _read_table(
    file: ImportedFile, entry: str, table: str, visits: str, known: frozenset[str]
) -> Iterator[Imported]:
    needed = ["visitors", *_numbers_of(table, visits)]
    with file.open(entry) as opened:
        for row in table_rows(opened, ["date", *needed], entry):
            if isinstance(row, LeftOut):
                yield row
            elif row[1]["date"] in known:
                yield LeftOut(Reason.REPEATED, row[0], entry, row[1]["date"])
            else:
                yield from _read_row(table, visits, row[0], row[1], entry)


def _numbers_of(table: str, visits: str) -> tuple[str, ...]:
    if not visits:
        return ("events",)
    return (visits, "pageviews") if table == "pages" else (visits, *_OF_VISITS)


def _read_row(table: str, visits: str, line: int, cells: Cells, entry: str) -> Iterator[Imported]:
    day: date | None = day_of(cells["date"].removesuffix(_MIDNIGHT))
    if day is None:
        yield LeftOut(Reason.TIME, line, entry, cells["date"][:40])
        return
    if table == "custom_events" and cells["name"] == "engagement":
        yield LeftOut(Reason.OTHER_ROW, line, entry, "engagement")
        return
    counts: dict[str, int] = {}
    for name in _ALL_NUMBERS:
        count = count_of(cells.get(name, ""))
        if count is None:
            yield LeftOut(Reason.NUMBER, line, entry, f"{name} {cells[name][:20]}")
            return
        counts[name] = count
    counts["visits"] = counts[visits] if visits else 0
    yield from days_of(table, day, cells, counts)


_ALL_NUMBERS = (
    "visitors",
    "visits",
    "entrances",
    "exits",
    "pageviews",
    "bounces",
    "visit_duration",
    "events",
    "total_scroll_depth",
    "total_scroll_depth_visits",
    "total_time_on_page",
    "total_time_on_page_visits",
)
