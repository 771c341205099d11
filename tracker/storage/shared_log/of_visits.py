"""Single visits' rows among a site's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from tracker.domain.events import Event
from tracker.domain.ids import is_first
from tracker.domain.rows import Back, Leave, PlaceCorrection, Row, TitleCorrection

OF_A_VISIT = (Event, Leave, Back, PlaceCorrection, TitleCorrection)


def begun_in(rows: Iterable[Row]) -> set[int]:
    """Visits whose first event is among the rows."""
    return {row.visit for row in rows if isinstance(row, Event) and is_first(row.id, row.visit)}


def rows_of(rows: Sequence[Row], visits: Collection[int], most: int) -> list[Row]:
    """What is of the visits: of each so many of its newest events, what belongs to them, and all
    else behind the first of them."""
    of_visits = [row for row in rows if isinstance(row, OF_A_VISIT) and row.visit in visits]
    events: dict[int, list[int]] = {}
    for row in of_visits:
        if isinstance(row, Event):
            events.setdefault(row.visit, []).append(row.cursor)
    told = {cursor for cursors in events.values() for cursor in cursors[-most:]}
    first = min(told, default=0)
    return [row for row in of_visits if told and _follows(row, first, told)]


def _follows(row: Row, first: int, events: set[int]) -> bool:
    match row:
        case Event():
            return row.cursor in events
        case TitleCorrection():
            return row.page is not None and row.page.cursor in events
    return row.cursor > first
