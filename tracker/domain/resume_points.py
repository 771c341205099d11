"""Where a reader of the log has stopped, as text: `3f2a9c0d11e2b4a7-48211`, a log and a cursor in
it. A cursor alone is one of whichever log stands here."""

from __future__ import annotations

from typing import NamedTuple

MOST_DIGITS = 18


class ResumePoint(NamedTuple):
    """`log`: the id of the one that the cursor is from; "" where nobody has said."""

    log: str
    cursor: int

    def __str__(self) -> str:
        return f"{self.log}-{self.cursor}" if self.log else str(self.cursor)

    def cursor_in(self, log: str) -> int | None:
        """The cursor, if it means anything in that log."""
        return self.cursor if self.log in {"", log} else None


def read_resume_point(text: str) -> ResumePoint:
    """Raises ValueError for what is none."""
    log, dash, cursor = text.rpartition("-")
    is_number = cursor.isascii() and cursor.isdigit() and len(cursor) <= MOST_DIGITS
    if not is_number or (dash and not (log.isascii() and log.isalnum())):
        raise ValueError("no resume point")
    return ResumePoint(log, int(cursor))
