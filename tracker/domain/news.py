"""Which rows of the log are told of as they come: what imports bring is of another time."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.events import Event
from tracker.domain.rows import DayRow, Leave, Row


def news_of(rows: Sequence[Row]) -> Sequence[Row]:
    """Those that are news. What an import brings comes together with what belongs to it."""
    brought = {row.cursor for row in rows if isinstance(row, Event) and row.import_id is not None}
    if not brought and not any(isinstance(row, DayRow) for row in rows):
        return rows
    return [row for row in rows if not _is_brought(row, brought)]


def _is_brought(row: Row, brought: set[int]) -> bool:
    match row:
        case DayRow():
            return True
        case Leave() if row.page:
            return row.page.cursor in brought
    return row.cursor in brought
