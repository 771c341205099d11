"""Events with what was found later, and without those that are gone: as rows behind them say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from tracker.domain.events import Event
from tracker.domain.ids import first_id
from tracker.domain.places import NOWHERE
from tracker.domain.retention import DAY
from tracker.domain.rows import (
    AgeRemoval,
    PlaceCorrection,
    Removal,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)

EVERY = 1 << 62  # a cursor beyond all there are


def known_by(events: Iterable[Event], rows: Sequence[Row], upto: int = EVERY) -> list[Event]:
    """As the rows up to that cursor tell of them; those that are changed as copies. What is gone is
    gone, whatever has said so."""
    places: dict[int, list[PlaceCorrection]] = {}
    titles: dict[int, TitleCorrection] = {}
    removals: list[Removal] = []
    for row in rows:
        match row:
            case PlaceCorrection() if row.cursor <= upto:
                places.setdefault(row.visit, []).append(row)
            case TitleCorrection() if row.page and row.cursor <= upto:
                titles[row.page.cursor] = row
            case SiteRemoval() | VisitRemoval() | AgeRemoval() | Reset():
                removals.append(row)
    left = [event for event in events if not any(_takes(row, event) for row in removals)]
    return [_known(each, places.get(each.visit, ()), titles.get(each.cursor)) for each in left]


def _takes(row: Removal, event: Event) -> bool:
    if row.cursor < event.cursor:
        return False
    match row:
        case VisitRemoval():
            return row.visit == event.visit
        case AgeRemoval():
            began_before = event.visit < first_id(row.before) or event.at < row.before
            return began_before and event.at < row.before + DAY
        case Reset():
            return event.cursor <= row.upto
    return True


def _known(event: Event, places: Sequence[PlaceCorrection], title: TitleCorrection | None) -> Event:
    later = [row.place for row in places if row.cursor > event.cursor]
    place = later[0] if later and event.place == NOWHERE else event.place
    said = title.title if title else event.title
    if place is event.place and said is event.title:
        return event
    event = copy(event)
    event.place, event.title = place, said
    return event
