"""The visits that a question is about, and the days on which they may do something."""

from __future__ import annotations

from tracker.storage.answers.asked import Asked
from tracker.storage.answers.selecting import selected_visits


def begun(asked: Asked) -> str:
    """Of a row of `visit`: that it began in the span, and that the filters select it."""
    start, end = asked.question.span
    return (
        f"site = {asked.question.site_id} and day between {asked.first} and {asked.last}"
        f" and begins and start >= {start} and start < {end} and {selected_visits(asked)}"
    )


def around(asked: Asked) -> str:
    """Of any row: that it is on one of these days."""
    last = asked.last + asked.longest
    return f"site = {asked.question.site_id} and day between {asked.first} and {last}"
