"""Rows that are no events, as SQLite takes them."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.events import Event
from tracker.domain.rows import (
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    OfPageview,
    PlaceCorrection,
    Removal,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.file.writer import Insert

BACK = 3  # the state in a leave's place that says so

Values = tuple[object, ...]


def other_inserts(batch: Sequence[Row], known: Dictionary) -> list[Insert]:
    """Statements with their values, a kind each."""
    found: dict[str, list[Values]] = {}
    for row in batch:
        if not isinstance(row, Event):
            statement, values = _statement(row, known)
            found.setdefault(statement, []).append(values)
    return list(found.items())


def _statement(row: Row, known: Dictionary) -> tuple[str, Values]:
    match row:
        case Leave():
            return INSERT_LEAVE, _leave(row, known, row.state, row.engaged, row.depth)
        case Back():
            return INSERT_LEAVE, _leave(row, known, BACK, 0, 0)
        case PlaceCorrection():
            place = known.place(row.place)
            return INSERT_PLACE, (row.cursor, row.site_id, row.at, row.visit, place)
        case TitleCorrection():
            return INSERT_TITLE, _title(row, known)
        case DayRow():
            return INSERT_DAY, _day(row, known)
    assert not isinstance(row, Event)  # they have a statement of their own
    return INSERT_REMOVAL, (row.cursor, row.site_id, row.at, *kind_and_what(row))


def _leave(row: Leave | Back, known: Dictionary, state: int, engaged: int, depth: int) -> Values:
    named = (row.cursor, row.site_id, row.at, row.visit, row.beacon, known.texts.known[row.path])
    return (*named, state, engaged, depth, *_page(row))


def _title(row: TitleCorrection, known: Dictionary) -> Values:
    named = (row.cursor, row.site_id, row.at, row.visit)
    return (*named, *_page(row), known.texts.known[row.title])


def _page(row: OfPageview) -> tuple[int, int]:
    """Cursor and age (ms) of its pageview: a small number, where the time would take six bytes."""
    return (row.page.cursor, row.at - row.page.at) if row.page else (0, 0)


def _day(row: DayRow, known: Dictionary) -> Values:
    texts = known.texts.known
    return (
        row.cursor,
        row.site_id,
        row.at,
        row.day,
        texts[row.dimension],
        texts[row.key],
        row.visitors,
        row.visits,
        row.pageviews,
        row.others,
        row.bounces,
        row.duration,
        row.engaged,
        row.import_id,
        row.depth,
        row.told,
    )


def kind_and_what(removal: Removal) -> tuple[str, int | None]:
    """The columns that say what is removed."""
    match removal:
        case SiteRemoval():
            return "site", None
        case VisitRemoval():
            return "visit", removal.visit
        case AgeRemoval():
            return "age", removal.before
        case ImportRemoval():
            return "import", removal.import_id
    return "reset", removal.upto


INSERT_LEAVE = """
insert into leave (
    cursor, site_id, at, visit, beacon, path, state, engaged, depth, page_cursor, page_age
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_PLACE = """
insert into correction (cursor, site_id, at, visit, place) values (?, ?, ?, ?, ?)
"""
INSERT_TITLE = """
insert into late_title (cursor, site_id, at, visit, page_cursor, page_age, title)
values (?, ?, ?, ?, ?, ?, ?)
"""
INSERT_DAY = """
insert into day_row (
    cursor, site_id, at, day, dimension, key, visitors, visits, pageviews, others, bounces,
    duration, engaged, import_id, depth, told
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_REMOVAL = "insert into removal (cursor, site_id, at, kind, what) values (?, ?, ?, ?, ?)"
