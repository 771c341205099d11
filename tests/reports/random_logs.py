"""Logs as life writes them, and as it rarely does: visits over midnight and over changed clocks,
leaves that come late or name what is unknown, titles and places found later, imports into old days,
clocks that step back, and removals of every kind, of who is still there, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

import msgspec

from tests.reports.random_days import any_day
from tests.reports.random_removals import any_removal
from tests.reports.random_world import (
    AGENTS,
    BEGINNINGS,
    CAMPAIGNS,
    HOSTS,
    INSIDE,
    LANGUAGES,
    NAMES,
    PATHS,
    PEOPLE,
    PLACES,
    REFERRERS,
    SAYINGS,
    SOURCES,
    TITLES,
    WIDTHS,
    ZONES,
    maybe,
    visitor_of,
)
from tracker.domain.agents import Agent
from tracker.domain.days import day_number
from tracker.domain.events import Event, Page
from tracker.domain.ids import Ids, first_id
from tracker.domain.places import Place
from tracker.domain.retention import kept_since
from tracker.domain.rows import (
    RETAINED,
    AgeRemoval,
    Back,
    Leave,
    Pageview,
    PlaceCorrection,
    Row,
    TitleCorrection,
)

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
REMEMBERED = 60  # pageviews that something late may name


@dataclass(eq=False)
class Somebody:
    """On a visit. `restless`: however long nothing is heard of them, it goes on."""

    site: int
    person: int
    visit: int
    agent: Agent
    place: Place
    last_at: int
    restless: bool = False
    is_new: bool = True


class RandomLog:
    """Batches of rows; the same for the same chance. `zones`: of the sites, may be changed."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.began = self.now = chance.choice(BEGINNINGS)
        self.zones = {site: ZONES[site] for site in chance.sample(list(ZONES), 3)}
        self.gone = set[int]()  # sites
        self.visits: list[Somebody] = []
        self._ids = Ids()
        self._head = 0
        self._beacon = 0
        self._views: list[Event] = []

    def batch(self, head: int, most: int = 30) -> list[Row]:
        """What comes next, behind that cursor; up to two days are between two batches."""
        chance = self.chance
        self._head = head
        self.now += chance.choice((MINUTE, 3 * HOUR, 9 * HOUR, 26 * HOUR, 50 * HOUR))
        rows: list[Row] = []
        for _ in range(chance.randint(1, most)):
            self.now += chance.choice((-300, 0, 1, 5_000, 2 * MINUTE, 12 * MINUTE))
            rows += self._some(rows)
        for number, row in enumerate(rows):
            row.cursor = head + number + 1
        return rows

    def site(self) -> int:
        """One that is there; most is on the first."""
        there = [each for each in self.zones if each not in self.gone]
        return there[0] if maybe(self.chance, 0.6) else self.chance.choice(there)

    def _some(self, batch: list[Row]) -> list[Row]:
        """One row, or those of an import."""
        kinds: list[tuple[float, Callable[[], list[Row]]]] = [
            (30, self._arrives),
            (40, self._goes_on),
            (18, self._leaves),
            (3, self._is_renamed),
            (4, self._is_placed),
            (3, self._is_summed),
            (1.5, self._is_imported),
            (1.5, lambda: any_removal(self, self._head + len(batch))),
        ]
        likely = [each for each, _ in kinds]
        rows = self.chance.choices([make for _, make in kinds], likely)[0]()
        for number, row in enumerate(rows):
            row.cursor = self._head + len(batch) + number + 1
        return rows

    def _arrives(self) -> list[Row]:
        chance, site = self.chance, self.site()
        somebody = Somebody(
            site,
            chance.randrange(PEOPLE),
            self._ids.next(self.now),
            chance.choice(AGENTS),
            chance.choice(PLACES),
            self.now,
            maybe(chance, 0.1),
        )
        self.visits.append(somebody)
        return [self._event(somebody, self.now)]

    def _goes_on(self) -> list[Row]:
        here = [
            each
            for each in self.visits
            if each.site not in self.gone
            and (each.restless or self.now - each.last_at < 30 * MINUTE)
        ]
        if not here:
            return self._arrives()
        somebody = self.chance.choice(here)
        somebody.last_at = self.now
        return [self._event(somebody, self.now)]

    def _event(self, who: Somebody, at: int, import_id: int | None = None) -> Event:
        chance = self.chance
        self._beacon += 1
        name = chance.choice(("pageview",) * 14 + NAMES + ("test",))
        says = chance.choice(SAYINGS) if maybe(chance, 0.2) or name != "pageview" else None
        inside = maybe(chance, 0.1 if who.is_new else 0.8)
        who.is_new = False
        if maybe(chance, 0.05):  # found meanwhile, or lost again
            who.place = chance.choice(PLACES)
        day = day_number(at, ZoneInfo(self.zones[who.site]))
        host = chance.choice(HOSTS)
        event = Event(
            id=self._ids.next(self.now),
            site_id=who.site,
            at=at,
            visitor_id=visitor_of(who.site, day, who.person),
            visit=who.visit,
            beacon=self._beacon * 1_000_003,
            name=name,
            page=Page(host, chance.choice(PATHS), chance.choice(CAMPAIGNS)),
            title=chance.choice(TITLES),
            referrer=f"https://{host}/own" if inside else chance.choice(REFERRERS),
            source=INSIDE if inside else chance.choice(SOURCES),
            place=who.place,
            agent=who.agent,
            language=chance.choice(LANGUAGES),
            width=chance.choice(WIDTHS),
            properties=msgspec.json.encode(says).decode() if says else None,
            address=None,
            import_id=import_id,
        )
        if name == "pageview" and event.site_id not in self.gone:
            self._views = [*self._views[-REMEMBERED:], event]
        return event

    def _named(self) -> Event | None:
        views = [each for each in self._views if each.site_id not in self.gone and each.cursor]
        return self.chance.choice(views) if views else None

    def _leaves(self) -> list[Row]:
        """Soon, or as late as counts, or later."""
        chance, view = self.chance, self._named()
        if view is None:
            return self._arrives()
        if maybe(chance, 0.25) and view.import_id is None:
            return [self._leaves_as_before(view)]
        at = max(self.now, view.at)
        if maybe(chance, 0.1):
            at = view.at + 48 * HOUR + chance.choice((-1, 0, 1))
        page, site = Pageview(view.visit, view.cursor, view.at), view.site_id
        if maybe(chance, 0.1):
            return [Back(site, at, 0, view.page.path, page, view.visit)]
        told = self._told()
        return [Leave(site, at, 0, view.page.path, *told, page, view.visit)]

    def _leaves_as_before(self, view: Event) -> Row:
        """As rows of before schema 11 say it."""
        chance, at = self.chance, max(self.now, view.at)
        beacon = view.beacon if maybe(chance, 0.9) else chance.choice((0, 77))
        visit = chance.choice((0, view.visit))
        return Leave(view.site_id, at, beacon, view.page.path, *self._told(), None, visit)

    def _told(self) -> tuple[int, int, int]:
        """State, engaged ms, percent."""
        chance = self.chance
        engaged = chance.choice((0, 0, 900, 40_000, 5 * HOUR))
        return chance.choice((1, 2)), engaged, chance.choice((0, 0, 10, 75, 100))

    def _is_renamed(self) -> list[Row]:
        view = self._named()
        if view is None or self.now - view.at > 48 * HOUR:
            return self._arrives()
        page, at = Pageview(view.visit, view.cursor, view.at), max(self.now, view.at)
        title = self.chance.choice(TITLES[1:])
        return [TitleCorrection(view.site_id, at, 0, title, page, view.visit)]

    def _is_placed(self) -> list[Row]:
        view = self._named()
        if view is None:
            return self._arrives()
        place = self.chance.choice(PLACES[2:])
        return [PlaceCorrection(view.site_id, self.now, view.visit, place)]

    def _is_summed(self) -> list[Row]:
        """Days of which there are no visits: an import has brought them, or retention leaves them,
        and then erases what it has summed up, or does not come to it."""
        chance, site = self.chance, self.site()
        brought = chance.choice((None, RETAINED, RETAINED, 1, 2))
        before = kept_since(self.now, chance.randint(1, 9), ZoneInfo(self.zones[site]))
        at = before if brought == RETAINED else self.now
        rows: list[Row] = [any_day(chance, site, at, brought) for _ in range(chance.randint(4, 30))]
        if brought == RETAINED and maybe(chance, 0.7):
            rows.append(AgeRemoval(site, self.now, before))
        return rows

    def _is_imported(self) -> list[Row]:
        """Visits of an old day, also from the newest to the oldest. Their ids may be of then or of
        now."""
        chance, site, import_id = self.chance, self.site(), self.chance.choice((1, 2))
        at = self.now - chance.randint(0, 12) * DAY - chance.randrange(DAY)
        rows: list[Row] = []
        for _ in range(chance.randint(1, 3)):
            visit = first_id(at) + chance.randrange(4_096) if maybe(chance, 0.5) else 0
            agent, place = chance.choice(AGENTS), chance.choice(PLACES)
            person = 1_000 + chance.randrange(1_000_000)
            who = Somebody(site, person, visit or self._ids.next(self.now), agent, place, at)
            for _ in range(chance.randint(1, 4)):
                rows.append(self._event(who, at, import_id))
                at += chance.choice((0, MINUTE, 25 * MINUTE, 5 * HOUR))
        if maybe(chance, 0.3):
            rows.reverse()
        return rows
