"""Who is on which page of one site now."""

from __future__ import annotations

from collections import Counter
from heapq import nlargest
from itertools import islice, takewhile
from operator import attrgetter
from sys import getsizeof
from typing import Protocol

from tracker.domain.messages import PresenceMessage
from tracker.domain.visits import AWAY_FOR, GONE_AFTER, MINUTE
from tracker.services.live.half_hour import HalfHour
from tracker.services.live.last_signs import LastSigns, Page, Visit

MOST_PAGES = 50
MOST_VISITS = 20_000  # that are known one by one
LONGEST_PATH = 200  # characters
A_VISIT, A_PAGE = 320, 200  # bytes of one, and of a page beside its path
NEVER = 1 << 62  # ms


class Shared(Protocol):
    """What all sites have in common. `room`: bytes; `at`: the time, as last looked at (ms, UTC)."""

    room: int
    at: int

    def plan(self, site: SitePresence, due: int) -> None:
        """Have the site swept then."""


class SitePresence:
    """Visits of one site. Of more than there is room for, those whose last sign is longest ago are
    only counted, until half an hour after it. Hidden ones are kept in the order in which they were
    hidden, so that those who have gone stand at the front."""

    def __init__(self, site_id: int, shared: Shared) -> None:
        self.id = site_id
        self.due = NEVER
        self.changed = True
        self._shared = shared
        self._visits: dict[int, Visit] = {}
        self._signs = LastSigns()
        self._away: dict[int, int] = {}
        self._pages: dict[str, Page] = {}
        self._here = 0
        self._beyond: Counter[int] = Counter()  # by the minute of their last sign
        self._lately = HalfHour()

    def __len__(self) -> int:
        return len(self._visits)

    @property
    def now(self) -> int:
        return self._here + self._beyond.total()

    def pageview(self, visit: int, path: str, beacon: int, at: int, country: str = "") -> None:
        known = self._stand(visit, path, beacon, at)
        minute = self._lately.pageview(at)
        if known.minute != minute or (country and not known.country):
            self._lately.forget(known.minute, known.country)
            known.minute, known.country = minute, known.country or country
            self._lately.add(known.country)

    def correct(self, visit: int, country: str) -> None:
        """A late place: only the visit's country matters here."""
        if known := self._visits.get(visit):
            self._lately.move(known.minute, known.country, country)
            known.country = country
        self.changed = True

    def sign(self, visit: int, path: str, at: int) -> None:
        """Any other event: it shows that the visit is still on its page."""
        known = self._visits.get(visit)
        page = known.page if known else None
        self._stand(visit, page.path if page else path, known.beacon if known and page else 0, at)

    def hide(self, visit: int, beacon: int, at: int) -> None:
        known = self._visits.get(visit)
        if known and known.page and known.beacon == beacon:
            self._away.pop(visit, None)  # to the end: sweeping looks at the front only
            self._away[visit] = at
            self._plan(at + AWAY_FOR)

    def leave(self, visit: int, beacon: int) -> None:
        """Only the page the visit is on: the one before it is left after the next has come."""
        known = self._visits.get(visit)
        if known and known.page and known.beacon == beacon:
            self._step_off(known)

    def back(self, visit: int, path: str, beacon: int, at: int) -> None:
        """0 is nobody's visit: whoever comes back to a page that we never saw."""
        if visit:
            self._stand(visit, path, beacon, at)

    def turn_to(self, now: int) -> None:
        """Move the minutes on."""
        self.changed |= self._lately.turn_to(now)

    def sweep(self, now: int) -> int:
        """Let go of those who are gone; the work done is what there is to remove. Gives when
        there is more to do, NEVER when nobody is left."""
        self.turn_to(now)
        for visit in self._gone_away(now - AWAY_FOR):
            self._step_off(self._visits[visit])
        for known in self._signs.take_silent(now - GONE_AFTER):
            self._drop(known)
        for minute in [each for each in self._beyond if each * MINUTE <= now - GONE_AFTER]:
            del self._beyond[minute]
            self.changed = True
        return self._next()

    def step_back(self, now: int) -> None:
        """The clock was put back: nobody has given a sign later than now."""
        self._signs.step_back(now)
        minutes = self._lately.step_back(now)
        for known in self._visits.values():
            known.minute -= minutes
        self._away = {visit: min(at, now) for visit, at in self._away.items()}
        self._beyond = Counter({now // MINUTE: self._beyond.total()} if self._beyond else {})

    def thin_out(self) -> None:
        """Only count the one whose last sign is longest ago."""
        known = self._signs.take_longest_silent()
        if known.page:
            self._beyond[known.at // MINUTE] += 1
        self._drop(known)

    def clear(self) -> None:
        """Give back the room of all."""
        for known in list(self._visits.values()):
            self._drop(known)
        self._signs = LastSigns()

    def message(self) -> PresenceMessage:
        self.turn_to(self._shared.at)
        lately = self._lately
        return PresenceMessage(
            self.now,
            [(page.path, page.count) for page in self._busiest()],
            list(lately.minutes),
            lately.minute_at,
            dict(lately.countries),
            self._beyond.total(),
        )

    def _busiest(self) -> list[Page]:
        """Most people first. Most pages have one, and are not sorted: this runs twice a second for
        every watched site."""
        pages = self._pages.values()
        busy = nlargest(MOST_PAGES, [each for each in pages if each.count > 1], attrgetter("count"))
        others = (page for page in pages if page.count == 1)
        return [*busy, *islice(others, MOST_PAGES - len(busy))]

    def _stand(self, visit: int, path: str, beacon: int, at: int) -> Visit:
        if self._away:
            self._away.pop(visit, None)
        known = self._visits.get(visit)
        if known is None:
            known = self._new(visit, at)
        page = known.page
        if page is None or page.path != path:
            self._step_to(known, path)
        known.beacon, known.at = beacon, at
        self.changed = True
        return known

    def _new(self, visit: int, at: int) -> Visit:
        if len(self._visits) >= MOST_VISITS:
            self.thin_out()
        self._shared.room -= A_VISIT
        known = self._visits[visit] = Visit(at, visit, at)
        self._signs.add(known)
        self._plan(at + GONE_AFTER)
        return known

    def _step_to(self, known: Visit, path: str) -> None:
        if known.page:
            self._less(known.page)
        else:
            self._here += 1
        if len(path) > LONGEST_PATH:
            path = f"{path[: LONGEST_PATH - 1]}…"
        page = self._pages.get(path)
        if page is None:
            page = self._pages[path] = Page(path, A_PAGE + getsizeof(path))
            self._shared.room -= page.size
        page.count += 1
        known.page = page

    def _step_off(self, known: Visit) -> None:
        """The visit is nowhere now, and may come back."""
        self._away.pop(known.id, None)
        if known.page:
            self._less(known.page)
            known.page = None
            self._here -= 1
            self.changed = True

    def _less(self, page: Page) -> None:
        if page.count > 1:
            page.count -= 1
        else:
            del self._pages[page.path]
            self._shared.room += page.size

    def _drop(self, known: Visit) -> None:
        """One that is taken out of the signs."""
        del self._visits[known.id]
        self._step_off(known)
        self._shared.room += A_VISIT

    def _plan(self, due: int) -> None:
        if due < self.due:
            self._shared.plan(self, due)

    def _gone_away(self, until: int) -> list[int]:
        """Those in front that were hidden then or before. In one go: to look for the front anew
        each time passes the places of all that were there."""
        return list(takewhile(lambda visit: self._away[visit] <= until, self._away))

    def _next(self) -> int:
        gone = self._signs.first(NEVER) + GONE_AFTER
        away = next(iter(self._away.values()), NEVER) + AWAY_FOR
        counted = min(self._beyond, default=NEVER // MINUTE) * MINUTE + GONE_AFTER
        return min(gone, away, counted, NEVER)
