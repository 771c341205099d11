"""Visitors met lately, each with the visit in progress: one look-up a hit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from tracker.domain.agents import Agent, read_agent
from tracker.domain.bots import bot_name
from tracker.domain.budget import BROWSERS, PLACES, VISITORS
from tracker.domain.days import Day, local_day
from tracker.domain.events import Visitor
from tracker.domain.ids import Ids
from tracker.domain.places import Place
from tracker.domain.remembered import Remembered, weight
from tracker.domain.visitors import visitor_id, visitor_key
from tracker.domain.visits import GAP, MINUTE, goes_on
from tracker.storage.log.salts import Salts
from tracker.storage.sites.sites import Site

GENERATION = GAP + MINUTE  # ms; a visitor is remembered for one to two of these
LONGEST = 512  # characters of a header that tell one browser from another
A_VISITOR = 360  # bytes: the object, its numbers, its place in a dict
A_STEP = 1_000  # ms: a clock that goes back by less is put right by the next hit
T = TypeVar("T", Agent, Place)

# Whom a server's own events are from when it names no browser; no header can hold this.
PROGRAM = "\0"


class Visitors:
    """Who is who: hash, agent, bot and place are found once a visitor, not once a hit. Nothing
    that a browser sent is kept but what people read of it."""

    def __init__(
        self, salts: Salts, ids: Ids, find_place: Callable[[str], Place], now: int
    ) -> None:
        self._salts = salts
        self._ids = ids
        self._find_place = find_place
        self._young: dict[int, Visitor] = {}
        self._old: dict[int, Visitor] = {}
        self._turn = 1
        self._turned = self._latest = now
        self._room = VISITORS // 2  # bytes, of the young
        self._agents: Remembered[Agent, Agent] = Remembered(BROWSERS)
        self._places: Remembered[Place, Place] = Remembered(PLACES)
        self._days: dict[int, tuple[str, Day]] = {}
        self._running: dict[int, tuple[int, int]] = {}

    def meet(self, site: Site, address: str, user_agent: str, hints: str, now: int) -> Visitor:
        """The visitor behind a hit; `hints` are the three client hint headers, a line each."""
        day = self._day(site, now)
        who = (site.id, address, user_agent[:LONGEST], hints[:LONGEST])
        key = visitor_key(self._salts.of(day.date), *who)
        visitor = self._known(key)
        if visitor is None:
            visitor = self._since_yesterday(day, who) or self._new(*who)
            self._name(visitor, day, who)
            visitor.key = key
        return self.again(visitor, now)

    def again(self, visitor: Visitor, now: int) -> Visitor:
        """One that was met before on this day, and is to be remembered on."""
        if now - self._turned > GENERATION or now < self._latest - A_STEP:
            self._move_on(now)
        self._latest = now
        if visitor.turn != self._turn:
            visitor = self._known(visitor.key) or visitor
            if visitor.turn != self._turn:
                self._keep(visitor)
        return visitor

    def visit(self, visitor: Visitor, now: int) -> int:
        """The id of the visit that an event at `now` (ms, UTC) belongs to."""
        if not visitor.visit or not goes_on(visitor.last_at, now):
            visitor.visit = self._ids.next(now)
        visitor.last_at = now
        return visitor.visit

    def resume(self, visitor: int, visit: int, at: int) -> None:
        """Take up a visit that the log knows from before the start."""
        self._running[visitor] = (visit, at)

    def _known(self, key: int) -> Visitor | None:
        return self._young.get(key) or self._old.get(key)

    def _keep(self, visitor: Visitor) -> None:
        """Among the young, as long as there is room for them: no flood can fill the memory."""
        if self._room <= 0:
            self._turn_over()
        self._old.pop(visitor.key, None)
        self._young[visitor.key] = visitor
        self._room -= A_VISITOR
        visitor.turn = self._turn

    def _turn_over(self) -> None:
        self._young, self._old = {}, self._young
        self._turn += 1
        self._room = VISITORS // 2

    def _move_on(self, now: int) -> None:
        """Time has passed; or the clock was put back, and nobody was seen later than now."""
        if now < self._latest:
            for visitor in (*self._young.values(), *self._old.values()):
                visitor.last_at = min(visitor.last_at, now)
        else:
            self._turn_over()
            self._running.clear()
        self._turned = now

    def _since_yesterday(self, day: Day, who: tuple[int, str, str, str]) -> Visitor | None:
        """Whoever was here before midnight: the visit goes on under the new day's name."""
        key = visitor_key(self._salts.of(day.before), *who)
        visitor = self._young.pop(key, None) or self._old.pop(key, None)
        if visitor is not None:
            visitor.turn = 0
        return visitor

    def _new(self, site_id: int, address: str, user_agent: str, hints: str) -> Visitor:
        visitor = Visitor(site_id)
        visitor.bot = None if user_agent == PROGRAM else bot_name(user_agent)
        if visitor.bot is None:
            visitor.agent = self._shared(self._agents, read_agent(user_agent, *hints.split("\n")))
            visitor.place = self._shared(self._places, self._find_place(address))
        return visitor

    def _shared(self, known: Remembered[T, T], value: T) -> T:
        """The same for all who have the same: few browsers and places serve many visitors."""
        if (same := known.get(value)) is not None:
            return same
        known.put(value, value)
        self._room -= weight(value)
        return value

    def _name(self, visitor: Visitor, day: Day, who: tuple[int, str, str, str]) -> None:
        """Give the visitor the day's id. A visit over midnight goes on under the new one."""
        names = who[:3]
        visitor.id = visitor_id(self._salts.of(day.date), *names)
        visitor.day = day
        if not visitor.visit and self._running:
            known = self._running.get(visitor.id) or self._running.get(
                visitor_id(self._salts.of(day.before), *names)
            )
            if known:
                visitor.visit, visitor.last_at = known

    def _day(self, site: Site, now: int) -> Day:
        zone, day = self._days.get(site.id, ("", None))
        if day is None or zone != site.time_zone or not day.start <= now < day.end:
            day = local_day(now, ZoneInfo(site.time_zone))
            self._days[site.id] = (site.time_zone, day)
        return day
