"""Visitors met lately, each with the visit in progress: one look-up a hit."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from tracker.domain.agents import read_agent
from tracker.domain.bots import bot_name
from tracker.domain.days import Day, local_day
from tracker.domain.events import Visitor
from tracker.domain.ids import Ids
from tracker.domain.places import Place
from tracker.domain.visitors import visitor_id
from tracker.storage.salts import Salts
from tracker.storage.sites import Site

VISIT_GAP = 30 * 60 * 1000  # ms without an event end a visit
GENERATION = VISIT_GAP + 60_000  # ms; a visitor is remembered for one to two of these
MOST = 200_000  # visitors in a generation, so that a flood of addresses can't fill the memory
LONGEST = 512  # characters of a header that tell one browser from another
# Whom a server's own events are from when it names no browser; no header can hold this.
PROGRAM = "\0"

Key = tuple[int, str, str, str]


class Visitors:
    """Who is who: hash, agent, bot and place are found once a visitor, not once a hit."""

    def __init__(
        self, salts: Salts, ids: Ids, find_place: Callable[[str], Place], now: int
    ) -> None:
        self._salts = salts
        self._ids = ids
        self._find_place = find_place
        self._young: dict[Key, Visitor] = {}
        self._old: dict[Key, Visitor] = {}
        self._turned = now
        self._days: dict[int, tuple[str, Day]] = {}
        self._running: dict[int, tuple[int, int]] = {}

    def meet(self, site: Site, address: str, user_agent: str, hints: str, now: int) -> Visitor:
        """The visitor behind a hit; `hints` are the three client hint headers, a line each."""
        key = (site.id, address, user_agent[:LONGEST], hints[:LONGEST])
        visitor = self._young.get(key)
        if visitor is None:
            visitor = self._old.pop(key, None) or self._new(site, *key[1:])
            self._young[key] = visitor
        if now >= visitor.day_end:
            self._name(visitor, site, now)
        if now - self._turned > GENERATION or len(self._young) > MOST:
            self._young, self._old, self._turned = {}, self._young, now
            self._running.clear()
        return visitor

    def visit(self, visitor: Visitor, now: int) -> int:
        """The id of the visit that an event at `now` (ms, UTC) belongs to."""
        if not visitor.visit or now - visitor.last_at >= VISIT_GAP:
            visitor.visit = self._ids.next(now)
        visitor.last_at = now
        return visitor.visit

    def resume(self, visitor: int, visit: int, at: int) -> None:
        """Take up a visit that the log knows from before the start."""
        self._running[visitor] = (visit, at)

    def _new(self, site: Site, address: str, user_agent: str, hints: str) -> Visitor:
        visitor = Visitor(site.id, address, user_agent)
        visitor.bot = None if user_agent == PROGRAM else bot_name(user_agent)
        if visitor.bot is None:
            visitor.agent = read_agent(user_agent, *hints.split("\n"))
            visitor.place = self._find_place(address)
        return visitor

    def _name(self, visitor: Visitor, site: Site, now: int) -> None:
        """Give the visitor the day's id. A visit over midnight goes on under the new one."""
        day = self._day(site, now)
        names = (site.id, visitor.address, visitor.user_agent)
        visitor.id = visitor_id(self._salts.of(day.date), *names)
        visitor.day_end = day.end
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
