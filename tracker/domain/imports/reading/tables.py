"""Tables in CSV by the names in their header, in whatever order and number they come.

Traps: a column that is missing, rows with more or fewer columns than the header, names in capitals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from tracker.domain.campaigns import Campaign
from tracker.domain.imports.csv_rows import csv_rows
from tracker.domain.imports.imported import LeftOut, Reason

UTM = ("source", "medium", "campaign", "term", "content")

Cells = dict[str, str]
TableRow = tuple[int, Cells] | LeftOut


def table_rows(
    file: IO[bytes], needed: Iterable[str], entry: str = "", delimiter: str = ""
) -> Iterator[TableRow]:
    """Each row by its columns' names, in lower case. A table without one of those that are needed
    has none."""
    rows = csv_rows(file, entry, delimiter)
    names: list[str] | None = None
    for row in rows:
        if isinstance(row, LeftOut):
            yield row
        elif names is None:
            names = column_names(row[1])
            if missing := [each for each in needed if each not in names]:
                yield LeftOut(Reason.MISSING, row[0], entry, ", ".join(missing))
                return
        elif len(row[1]) == len(names):
            yield row[0], dict(zip(names, row[1], strict=True))
        else:
            yield LeftOut(Reason.COLUMNS, row[0], entry)


def tags_of(cells: Mapping[str, str], click_id: str = "") -> Campaign | None:
    """The campaign in a row's columns of that name."""
    source, medium, name, term, content = (cells.get(f"utm_{each}", "") for each in UTM)
    tags = Campaign(source, medium, name, term, content, click_id)
    return tags if any(tags) else None


def column_names(header: Iterable[str]) -> list[str]:
    return [each.strip().strip('"').lower() for each in header]


def header_of(file: IO[bytes], delimiter: str = "") -> list[str]:
    """The names in a table's first row; [] where there is none."""
    first = next(csv_rows(file, delimiter=delimiter), None)
    return [] if first is None or isinstance(first, LeftOut) else column_names(first[1])
