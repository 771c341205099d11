"""Which rows of the log are told of as they come."""

from tests.making import NOON, event
from tracker.domain.news import news_of
from tracker.domain.rows import LEFT, DayRow, Leave, Pageview, Row


def row(cursor: int, made: Row) -> Row:
    made.cursor = cursor
    return made


def test_what_an_import_brings_is_no_news() -> None:
    brought = event(2, at=NOON - 1)
    brought.import_id = 3
    of_it = Leave(1, NOON, 0, "/", LEFT, 9, 50, Pageview(1, 2, NOON - 1), 1)
    other = Leave(1, NOON, 0, "/", LEFT, 9, 50, Pageview(1, 1, NOON), 1)
    unknown = Leave(1, NOON, 7, "/", LEFT, 9, 50)
    made = [event(1), brought, of_it, other, unknown, DayRow(1, NOON, 20_700, "", "")]
    rows = [row(cursor, each) for cursor, each in enumerate(made, 1)]
    assert news_of(rows) == [rows[0], rows[3], rows[4]]
    assert news_of(rows[5:]) == []


def test_what_is_all_news_is_not_even_copied() -> None:
    rows = [row(1, event(1)), row(2, Leave(1, NOON, 7, "/", LEFT, 9, 50))]
    assert news_of(rows) is rows
