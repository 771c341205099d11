"""Cursors of a log that is kept in messages: which message a row is in, and which of its rows."""

from __future__ import annotations

NUMBER_BITS = 12
MOST_IN_A_MESSAGE = (1 << NUMBER_BITS) - 1


def cursor_in(message: int, number: int) -> int:
    """Of the message's row with that number, which begins with 1. A script's numbers hold it
    exactly until message 2 ** 41."""
    return message << NUMBER_BITS | number


def message_with(cursor: int) -> int:
    """The number of the message in which the row is."""
    return cursor >> NUMBER_BITS


def start_of(cursor: int) -> int:
    """The cursor before the first row of the message in which the row is."""
    return cursor >> NUMBER_BITS << NUMBER_BITS
