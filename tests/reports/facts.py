"""What a site's log says by its end: the events that are there, each with what came late to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.ids import first_id
from tracker.domain.places import Place
from tracker.domain.retention import DAY
from tracker.domain.rows import (
    COUNTS_WITHIN,
    AgeRemoval,
    ImportRemoval,
    Leave,
    PlaceCorrection,
    Removal,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)


@dataclass(eq=False)
class Fact:
    """An event as it is known by now. `engaged` (ms) and `depth` (percent): the greatest that its
    leaves have told, each by itself."""

    event: Event
    title: str
    place: Place
    properties: dict[str, object] = field(default_factory=dict)
    engaged: int = 0
    depth: int = 0

    @property
    def at(self) -> int:
        return self.event.at

    @property
    def is_pageview(self) -> bool:
        return self.event.name == PAGEVIEW

    @property
    def told(self) -> bool:
        """Whether anything is known of how it was read."""
        return self.engaged > 0 or self.depth > 0


def facts_of(rows: Sequence[Row], site_id: int) -> list[Fact]:
    """Of all rows up to now, in the order of their cursors."""
    found: list[Fact] = []
    for row in rows:
        if row.site_id != site_id:
            continue
        match row:
            case Event():
                found += [] if row.name == TEST else [_fact(row)]
            case Leave():
                _leave(row, found)
            case TitleCorrection():
                _retitle(row, found)
            case PlaceCorrection():
                _place(row, found)
            case SiteRemoval() | VisitRemoval() | AgeRemoval() | ImportRemoval() | Reset():
                found = [fact for fact in found if not _goes(row)(fact.event)]
    return found


def _fact(event: Event) -> Fact:
    said = msgspec.json.decode(event.properties or "{}")
    return Fact(event, event.title, event.place, said)


def _leave(row: Leave, facts: list[Fact]) -> None:
    """Of before schema 11 it names its pageview by the beacon: the newest that had it."""
    for fact in reversed(facts):
        event, page = fact.event, row.page
        names = event.cursor == page.cursor if page else event.beacon == row.beacon != 0
        if names and fact.is_pageview:
            if row.at - event.at <= COUNTS_WITHIN:
                fact.engaged = max(fact.engaged, row.engaged)
                fact.depth = max(fact.depth, row.depth)
            return


def _retitle(row: TitleCorrection, facts: list[Fact]) -> None:
    for fact in facts:
        if row.page and fact.event.cursor == row.page.cursor:
            fact.title = row.title


def _place(row: PlaceCorrection, facts: list[Fact]) -> None:
    for fact in facts:
        if fact.event.visit == row.visit and not any(fact.place):
            fact.place = row.place


def _goes(row: Removal) -> Callable[[Event], bool]:
    """Of the rows that came before it: whether it erases one."""
    match row:
        case SiteRemoval():
            return lambda _: True
        case VisitRemoval(visit=visit):
            return lambda event: event.visit == visit
        case AgeRemoval(before=before):
            return lambda event: is_old(event.visit, event.at, before)
        case ImportRemoval(import_id=import_id):
            return lambda event: event.import_id == import_id
    return lambda event: event.cursor <= row.upto


def is_old(visit: int, at: int, before: int) -> bool:
    """Of a visit that began before; of one that goes on for more than a day only its beginning."""
    return at < before + DAY and (visit < first_id(before) or at < before)
