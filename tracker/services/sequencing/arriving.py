"""A hit that one process has taken, in the words in which it is given to all."""

from __future__ import annotations

from tracker.domain.arrivals import Arrival
from tracker.domain.events import Visitor
from tracker.domain.rows import PlaceCorrection, Row
from tracker.domain.visits import GAP, MINUTE

OVER_MIDNIGHT = GAP + MINUTE  # ms of a local day in which a visit of the day before may go on


def arrival_of(row: Row, visitor: Visitor | None) -> Arrival:
    """`visitor`: whose event or place it is."""
    if visitor is None:
        return Arrival(row)
    number = visitor.id if isinstance(row, PlaceCorrection) else 0
    is_early = row.at - visitor.day.start < OVER_MIDNIGHT
    return Arrival(row, number, visitor.before if is_early else 0)
