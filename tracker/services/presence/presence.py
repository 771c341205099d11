"""Who is on which page now, a site at a time, from what has been committed."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from tracker.domain.budget import PRESENCE
from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.rows import HIDDEN, Back, Leave, PlaceCorrection, Reset, Row, SiteRemoval
from tracker.domain.visits import GONE_AFTER
from tracker.services.presence.site_presence import NEVER, SitePresence

A_STEP = 1_000  # ms: a clock that goes back by less is put right by the next sign
PARTS = 20  # of all the room: so much as one of them is made when there is none
THINNED = 500  # visits in one go at most, and
THINNED_A_ROW = 3  # more for each row: none takes more room than three visits give


class Presence:
    """All sites. Only committed rows come in, so that what is shown is what is kept. A sweep looks
    at those sites only that have something to let go of."""

    def __init__(self) -> None:
        self._sites: dict[int, SitePresence] = {}
        self._plan: list[tuple[int, int]] = []  # a heap of times and sites
        self.room = PRESENCE
        self.at = 0

    def of(self, site_id: int) -> SitePresence:
        site = self._sites.get(site_id)
        if site is None:
            site = self._sites[site_id] = SitePresence(site_id, self)
        return site

    def now(self, site_id: int) -> int:
        return self._sites[site_id].now if site_id in self._sites else 0

    def on(self, site_id: int, path: str) -> int:
        """How many are on that page of the site, but for those who are only counted."""
        return self._sites[site_id].on(path) if site_id in self._sites else 0

    def apply(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if not isinstance(row, Event):
                self._apply(row)
                continue
            if row.at < self.at - GONE_AFTER:  # whoever that was has gone
                continue
            site = self._sites.get(row.site_id)
            if site is None:
                site = self.of(row.site_id)
            if row.name == PAGEVIEW:
                source = row.source.name
                site.pageview(
                    row.visit, row.page.path, row.cursor, row.at, row.place.country, source
                )
            elif row.name != TEST:
                site.sign(row.visit, row.page.path, row.at)
        if self.room < 0:
            self.make_room(len(rows))

    def _apply(self, row: Row) -> None:
        match row:
            case SiteRemoval() | Reset():
                self.forget(row.site_id)
            case PlaceCorrection():
                self.of(row.site_id).correct(row.visit, row.place.country)
            case Leave() | Back() if row.page:
                self._follow(row, row.page.cursor)

    def _follow(self, row: Leave | Back, page: int) -> None:
        site = self.of(row.site_id)
        if isinstance(row, Back):
            site.back(row.visit, row.path, page, row.at)
        elif row.state == HIDDEN:
            site.hide(row.visit, page, row.at)
        else:
            site.leave(row.visit, page)

    def forget(self, site_id: int) -> None:
        if site := self._sites.pop(site_id, None):
            site.clear()

    def plan(self, site: SitePresence, due: int) -> None:
        """Have the site swept then, and not later."""
        site.due = due
        heappush(self._plan, (due, site.id))

    def turn_to(self, now: int) -> None:
        """What time it is, before rows come in: a clock may have been put back since the last
        look."""
        if now < self.at - A_STEP:
            self._step_back(now)
        self.at = now

    def sweep(self, now: int) -> None:
        self.turn_to(now)
        if self.room < 0:
            self.make_room()
        while self._plan and self._plan[0][0] <= now:
            due, site_id = heappop(self._plan)
            site = self._sites.get(site_id)
            if site is None or site.due != due:
                continue  # it was forgotten, or planned for an earlier time since
            site.due = NEVER
            if (following := site.sweep(now)) < NEVER:
                self.plan(site, max(following, now + 1))
            else:
                del self._sites[site_id]

    def make_room(self, rows: int = 0) -> None:
        """Where most are, some are only counted from now on: no crowd on one site makes another's
        visitors disappear. What so many rows have taken is made at least, the rest another time."""
        most = THINNED + THINNED_A_ROW * rows
        while self.room < PRESENCE // PARTS:
            largest = max(self._sites.values(), key=len)
            some = min(max(len(largest) // PARTS, 1), len(largest), most)
            if not some:
                break
            for _ in range(some):
                largest.thin_out()
            most -= some

    def _step_back(self, now: int) -> None:
        """The clock was put back. Nobody stays because of that, and nobody goes."""
        for site in self._sites.values():
            site.step_back(now)
            site.due = now
        self._plan = [(now, site_id) for site_id in self._sites]
        heapify(self._plan)
