"""Visitors met lately, each with the visit in progress: one look-up a hit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from tracker.domain.agents import Agent, read_agent
from tracker.domain.bots import bot_name
from tracker.domain.budget import BROWSERS, PLACES, VISITORS
from tracker.domain.days import Day, local_day
from tracker.domain.events import Visitor
from tracker.domain.places import Place
from tracker.domain.remembered import Remembered, weight
from tracker.domain.visitors import visitor_id
from tracker.domain.visits import GAP, MINUTE
from tracker.storage.sites.sites import Site

GENERATION = GAP + MINUTE  # ms; a visitor is remembered for one to two of these
LONGEST = 512  # characters of a header that tell one browser from another
A_VISITOR = 360  # bytes: the object, its numbers, its place in a dict
A_STEP = 1_000  # ms: a clock that goes back by less is put right by the next hit
T = TypeVar("T", Agent, Place)

# Whom a server's own events are from when it names no browser; no header can hold this.
PROGRAM = "\0"


class DaySalts(Protocol):
    """What keys the hashes of a day."""

    def of(self, day: date) -> bytes: ...


class Visitors:
    """Who is who: hash, agent, bot and place are found once a visitor, not once a hit. Nothing
    that a browser sent is kept but what people read of it."""

    def __init__(self, salts: DaySalts, find_place: Callable[[str], Place], now: int) -> None:
        self._salts = salts
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

    def meet(  # noqa: PLR0917 (by place: there is one for each hit)
        self,
        site: Site,
        address: str,
        user_agent: str,
        hints: str,
        now: int,
        at: int | None = None,
    ) -> Visitor:
        """The visitor behind a hit; `hints` are the three client hint headers, a line each. `at`:
        when it was, where that is not now."""
        day = self._day(site, now if at is None else at)
        user_agent, hints = user_agent[:LONGEST], hints[:LONGEST]
        who = (site.id, address, user_agent)
        number = visitor_id(self._salts.of(day.date), *who)
        visitor = self._known(number)
        if visitor is None:
            before = visitor_id(self._salts.of(day.before), *who)
            visitor = self._since_yesterday(before) or self._new(*who, hints)
            self._name(visitor, number, before, day)
        if not visitor.hinted and hints.strip():
            self._read(visitor, user_agent, hints)
        return self.again(visitor, now)

    def again(self, visitor: Visitor, now: int) -> Visitor:
        """One that was met before on this day, and is to be remembered on."""
        if now - self._turned > GENERATION or now < self._latest - A_STEP:
            self._move_on(now)
        self._latest = now
        if visitor.turn != self._turn:
            visitor = self._known(visitor.id) or visitor
            if visitor.turn != self._turn:
                self._keep(visitor)
        return visitor

    def count_anew(self, site_id: int) -> None:
        """Whoever comes again to this site is new there."""
        for visitor in (*self._young.values(), *self._old.values()):
            if visitor.site_id == site_id:
                visitor.counted = 0

    def resume(self, visitor: int, visit: int, at: int) -> None:
        """Take up a visit that the log knows from before the start."""
        self._running[visitor] = (visit, at)

    def _known(self, number: int) -> Visitor | None:
        return self._young.get(number) or self._old.get(number)

    def _keep(self, visitor: Visitor) -> None:
        """Among the young, as long as there is room for them: no flood can fill the memory."""
        if self._room <= 0:
            self._turn_over()
        self._old.pop(visitor.id, None)
        self._young[visitor.id] = visitor
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

    def _since_yesterday(self, number: int) -> Visitor | None:
        """Whoever was here before midnight: the visit goes on under the new day's name."""
        visitor = self._young.pop(number, None) or self._old.pop(number, None)
        if visitor is not None:
            visitor.turn = 0
        return visitor

    def _new(self, site_id: int, address: str, user_agent: str, hints: str) -> Visitor:
        visitor = Visitor(site_id)
        visitor.bot = None if user_agent == PROGRAM else bot_name(user_agent)
        if visitor.bot is None:
            self._read(visitor, user_agent, hints)
            visitor.place = self._shared(self._places, self._find_place(address))
        return visitor

    def _read(self, visitor: Visitor, user_agent: str, hints: str) -> None:
        """What hints tell stays, also of hits that come without."""
        visitor.hinted = bool(hints.strip())
        visitor.agent = self._shared(self._agents, read_agent(user_agent, *hints.split("\n")))

    def _shared(self, known: Remembered[T, T], value: T) -> T:
        """The same for all who have the same: few browsers and places serve many visitors."""
        if (same := known.get(value)) is not None:
            return same
        known.put(value, value)
        self._room -= weight(value)
        return value

    def _name(self, visitor: Visitor, number: int, before: int, day: Day) -> None:
        """Give the visitor the day's id. A visit over midnight goes on under the new one."""
        visitor.id, visitor.before, visitor.day = number, before, day
        if not visitor.visit and self._running:
            known = self._running.get(number) or self._running.get(before)
            if known:
                visitor.visit, visitor.last_at = known

    def _day(self, site: Site, now: int) -> Day:
        zone, day = self._days.get(site.id, ("", None))
        if day is None or zone != site.time_zone or not day.start <= now < day.end:
            day = local_day(now, ZoneInfo(site.time_zone))
            self._days[site.id] = (site.time_zone, day)
        return day
