"""Visitors of a cluster, and what the log must say of them by plain arithmetic."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.engines.cluster import Cluster
from tests.making import NOON, event, leave
from tracker.domain.days import local_day
from tracker.domain.events import Event, Visitor
from tracker.domain.places import Place
from tracker.domain.rows import HIDDEN, Leave, Pageview, PlaceCorrection, Row
from tracker.domain.visits import GAP, MINUTE

UTC = ZoneInfo("UTC")
BEGIN = NOON + 11 * 60 * MINUTE
AHEAD = MINUTE // 2  # ms that the clock may be ahead of who has no answer yet


@dataclass
class Person:
    """One visitor; under another number each day."""

    number: int
    last_at: int = 0
    visit: int = 0

    def hit(self, at: int) -> tuple[Visitor, int]:
        """As a front knows them, and which of their visits it is."""
        if at - self.last_at >= GAP:
            self.visit += 1
        self.last_at = at
        return self.seen(at), self.visit

    def seen(self, at: int) -> Visitor:
        who = Visitor(1)
        who.day = local_day(at, UTC)
        who.id, who.before = (self._on(date.toordinal()) for date in (who.day.date, who.day.before))
        return who

    def _on(self, day: int) -> int:
        return self.number * 10_000_000 + day


class Visiting:
    """`acknowledged`: by beacon whose, which of their visits, and when."""

    def __init__(self, cluster: Cluster, chance: random.Random, persons: int) -> None:
        self.cluster = cluster
        self.chance = chance
        self.persons = [Person(number + 1) for number in range(persons)]
        self.acknowledged: dict[int, tuple[int, int, int]] = {}
        self.leaves: list[tuple[int, int]] = []  # beacon, engaged ms
        self.places: list[tuple[int, int, int]] = []  # person, visit, latitude
        self._beacon = 0

    async def go(self, hits: int) -> None:
        """So many, each person's one after the other, all persons' at once."""
        due = [(BEGIN + self.chance.randrange(GAP), each.number) for each in self.persons]
        heapq.heapify(due)
        under_way: dict[asyncio.Task[None], int] = {}
        for _ in range(hits):
            at, number = heapq.heappop(due)
            person = self.persons[number - 1]
            behind = [task for task, of in under_way.items() if of < at - AHEAD]
            mine = [task for task in under_way if task.get_name() == str(number)]
            if behind or mine:
                await asyncio.wait([*behind, *mine])
            under_way = {task: of for task, of in under_way.items() if not task.done()}
            self.cluster.clock = max(self.cluster.clock, at)
            under_way[asyncio.create_task(self._act(person, at), name=str(number))] = at
            heapq.heappush(due, (at + self._pause(), number))
        await asyncio.gather(*under_way)

    def _pause(self) -> int:
        short = self.chance.randrange(1_000, 5 * MINUTE)
        nearly = self.chance.randrange(GAP - 2_000, GAP)
        return self.chance.choice([short] * 7 + [nearly] * 2 + [nearly + MINUTE])

    async def _act(self, person: Person, at: int) -> None:
        """A hit, now and then twice at once, and what follows it."""
        who, visit = person.hit(at)
        self._beacon += 1
        beacon = self._beacon
        copies = 2 if self.chance.random() < 0.05 else 1
        rows = [event(0, who=who, at=at, visit=0, beacon=beacon) for _ in range(copies)]
        await asyncio.gather(*(self._send(row, who) for row in rows))
        self.acknowledged[beacon] = (person.number, visit, at)
        if self.chance.random() < 0.4:
            engaged = len(self.leaves) + 1
            row = leave(HIDDEN, beacon=beacon, visit=0, at=at + 500)
            row.engaged = engaged
            await self._send(row, who)
            self.leaves.append((beacon, engaged))
        if self.chance.random() < 0.1:
            place = Place("DE", "", "", "", len(self.places) + 1.0, 1.0)
            self.places.append((person.number, visit, len(self.places) + 1))
            await self._send(PlaceCorrection(1, at + 600, 0, place), who)

    async def _send(self, row: Row, who: Visitor) -> None:
        await self.cluster.send(self.chance, row, who)

    def check(self, rows: Sequence[Row]) -> list[str]:
        """What the log says wrongly, of all its rows in order; a sentence each."""
        events = [row for row in rows if isinstance(row, Event)]
        return [
            *self._order(rows, events),
            *self._once(events),
            *self._visits(events),
            *_newcomers(events),
            *self._leaves(rows, events),
            *self._places(rows, events),
        ]

    def _order(self, rows: Sequence[Row], events: Sequence[Event]) -> list[str]:
        cursors, ids = [row.cursor for row in rows], [row.id for row in events]
        found = [] if cursors == sorted(set(cursors)) else ["cursors do not grow"]
        return found if ids == sorted(set(ids)) else [*found, "ids do not grow"]

    def _once(self, events: Sequence[Event]) -> list[str]:
        stored = Counter(row.beacon for row in events)
        lost = [each for each in self.acknowledged if not stored[each]]
        twice = [each for each, times in stored.items() if times > 1]
        return [f"{len(lost)} are lost: {lost[:5]}"] * bool(lost) + [
            f"{len(twice)} are there twice: {twice[:5]}"
        ] * bool(twice)

    def _visits(self, events: Sequence[Event]) -> list[str]:
        """Each of a person's visits is one of the log's, and no other's."""
        found: list[str] = []
        ids: dict[tuple[int, int], int] = {}
        for row in events:
            number, visit, _ = self.acknowledged[row.beacon]
            if ids.setdefault((number, visit), row.visit) != row.visit:
                found.append(f"beacon {row.beacon} is in a wrong visit")
        if len(set(ids.values())) != len(ids):
            found.append("two visits have one id")
        return found

    def _leaves(self, rows: Sequence[Row], events: Sequence[Event]) -> list[str]:
        pages = {row.beacon: Pageview(row.visit, row.cursor, row.at) for row in events}
        told = {(row.engaged, row.page) for row in rows if isinstance(row, Leave)}
        return [
            f"the leave of {beacon} is not there, or names another page"
            for beacon, engaged in self.leaves
            if (engaged, pages.get(beacon)) not in told
        ]

    def _places(self, rows: Sequence[Row], events: Sequence[Event]) -> list[str]:
        visits = {self.acknowledged[row.beacon][:2]: row.visit for row in events}
        told = {(row.visit, row.place.latitude) for row in rows if isinstance(row, PlaceCorrection)}
        return [
            f"the place of visit {visit} of {number} is not there, or another's"
            for number, visit, latitude in self.places
            if (visits.get((number, visit)), latitude) not in told
        ]


def _newcomers(events: Sequence[Event]) -> list[str]:
    """The first event of a number says so, and no other."""
    found: list[str] = []
    known = set[int]()
    for row in events:
        if row.is_new is (row.visitor_id in known):
            found.append(f"beacon {row.beacon} says is_new = {row.is_new}")
        known.add(row.visitor_id)
    return found
