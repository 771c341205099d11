"""The order of a visit's rows as one number: of the same moment, those of the log."""

from __future__ import annotations

from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.reports.duck import rows

DAY = 86_400_000
BITS = 63  # of a number that the engine compares fast; the next wider one takes twice as long


class RowOrder:
    """Of rows on the days that the question's span touches, and on those behind it to which its
    visits may reach."""

    def __init__(self, asked: AskedDuck) -> None:
        [(cursor,)] = rows(asked.duck, "select cursor from mark")
        days = asked.last + asked.longest + 3 - asked.first  # local days begin up to a day earlier
        self.apart = 1 << int(cursor).bit_length()
        self.since = (asked.first - 1) * DAY
        fits = (days * DAY * self.apart).bit_length() <= BITS
        self.kind = "bigint" if fits else "hugeint"

    @property
    def place(self) -> str:
        """A row's."""
        return f"(ms - {self.since})::{self.kind} * {self.apart} + cursor"

    def ms(self, place: str) -> str:
        """When a row with that place was, since some moment."""
        return f"{place} // {self.apart}"
