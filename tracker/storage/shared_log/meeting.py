"""What visits have met of what a filter asks for, by rows that are at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from tracker.domain.events import Event
from tracker.domain.filters import COUNTRY, Conditions
from tracker.domain.ids import GIVEN_WITHIN, given_at
from tracker.domain.message_of import message_of
from tracker.domain.messages import EventMessage
from tracker.domain.rows import PlaceCorrection, Row
from tracker.storage.processes.older import Around
from tracker.storage.shared_log.known import known_by


def met_by(rows: Sequence[Row], asked: Conditions, around: Around) -> dict[int, int]:
    """By visit the bits of what its events there have met, and the one that began it."""
    events = [row for row in rows if isinstance(row, Event) and row.cursor <= around.upto]
    close = [each for each in events if around.since <= each.at <= around.until]
    visits = {each.visit for each in close}
    begun = [each for each in events if each.visit in visits and _began(each)]
    met: dict[int, int] = {}
    for each in known_by(close + begun, rows, around.upto):
        bits = asked.met_by(cast("EventMessage", message_of(each)))
        met[each.visit] = met.get(each.visit, 0) | bits
    return met


def placed_late(rows: Iterable[Row], asked: Conditions, around: Around) -> dict[int, int]:
    """By visit the same of places that were found for older events of theirs, which had none."""
    return {
        row.visit: COUNTRY
        for row in rows
        if isinstance(row, PlaceCorrection)
        and around.since <= row.at
        and row.cursor <= around.upto
        and asked.country == row.place.country
    }


def together(*found: Mapping[int, int], of: Collection[int] | None = None) -> dict[int, int]:
    """All bits of a visit that is in any of them; `of`: of these alone."""
    met: dict[int, int] = {}
    for each in found:
        for visit, bits in each.items():
            if bits and (of is None or visit in of):
                met[visit] = met.get(visit, 0) | bits
    return met


def _began(event: Event) -> bool:
    """Whether its visit's id was given with it."""
    return 0 <= given_at(event.visit) - event.at <= GIVEN_WITHIN
