"""Hits as fronts put them into the inbox."""

from __future__ import annotations

from tests.making import NOON, event, leave, visitor
from tracker.domain.arrivals import Arrival
from tracker.domain.places import Place
from tracker.domain.rows import HIDDEN, PlaceCorrection

BERLIN = Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38)


def hit(
    who: int = 1, at: int = NOON, beacon: int = 0, name: str = "pageview", before: int = 0
) -> Arrival:
    row = event(0, who=visitor(who), at=at, visit=0, beacon=beacon, name=name)
    return Arrival(row, before=before)


def left(beacon: int, at: int = NOON) -> Arrival:
    return Arrival(leave(HIDDEN, beacon=beacon, visit=0, at=at))


def placed(who: int, at: int = NOON, before: int = 0) -> Arrival:
    return Arrival(PlaceCorrection(1, at, 0, BERLIN), who, before)
