"""Who is on which page now, a site at a time, from what has been committed."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from operator import itemgetter

from tracker.domain.events import HIDDEN, Back, Correction, Event, Leave, Removal, Row
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.messages import PresenceMessage
from tracker.services.half_hour import HalfHour

GONE_AFTER = 30 * 60 * 1000  # ms without a sign
AWAY_FOR = 5 * 60 * 1000  # ms that a hidden page still counts
MOST_PAGES = 50


class Here:
    """One visit's page. `at` is its last sign (ms, UTC)."""

    __slots__ = ("at", "beacon", "path")

    def __init__(self, path: str, beacon: int, at: int) -> None:
        self.path = path
        self.beacon = beacon
        self.at = at


class SitePresence:
    """Visits present on one site. Both dicts are kept in the order of their last sign, so that
    those who are gone stand at the front."""

    def __init__(self) -> None:
        self._here: dict[int, Here] = {}
        self._away: dict[int, int] = {}
        self._pages: dict[str, int] = {}
        self._lately = HalfHour()
        self.changed = True

    @property
    def now(self) -> int:
        return len(self._here)

    def pageview(self, visit: int, path: str, beacon: int, at: int, country: str = "") -> None:
        self._lately.pageview(visit, country, at)
        self._stand(visit, path, beacon, at)

    def correct(self, visit: int, country: str) -> None:
        """A late place: only the visit's country matters here."""
        self._lately.correct(visit, country)
        self.changed = True

    def sign(self, visit: int, path: str, at: int) -> None:
        """Any other event: it shows that the visit is still on its page."""
        here = self._here.get(visit)
        self._stand(visit, here.path if here else path, here.beacon if here else 0, at)

    def hide(self, visit: int, beacon: int, at: int) -> None:
        here = self._here.get(visit)
        if here and here.beacon == beacon:
            self._away.pop(visit, None)  # to the end: sweeping looks at the front only
            self._away[visit] = at

    def leave(self, visit: int, beacon: int) -> None:
        """Only the page the visit is on: the one before it is left after the next has come."""
        here = self._here.get(visit)
        if here and here.beacon == beacon:
            self._remove(visit)

    def back(self, visit: int, path: str, beacon: int, at: int) -> None:
        """0 is nobody's visit: whoever comes back to a page that we never saw."""
        if visit:
            self._stand(visit, path, beacon, at)

    def sweep(self, now: int) -> None:
        """Let go of those who are gone; the work done is what there is to remove."""
        self.changed |= self._lately.turn_to(now)
        while self._away:
            visit, since = next(iter(self._away.items()))
            if now - since < AWAY_FOR:
                break
            self._remove(visit)
        while self._here:
            visit, here = next(iter(self._here.items()))
            if now - here.at < GONE_AFTER:
                break
            self._remove(visit)

    def message(self) -> PresenceMessage:
        # Many pages are sorted in part only: this runs twice a second for every watched site.
        pages = nlargest(MOST_PAGES, self._pages.items(), key=itemgetter(1))
        lately = self._lately
        return PresenceMessage(
            self.now, pages, list(lately.minutes), lately.minute_at, dict(lately.countries)
        )

    def _stand(self, visit: int, path: str, beacon: int, at: int) -> None:
        self._away.pop(visit, None)
        here = self._here.pop(visit, None)
        if here is None:
            here = Here(path, beacon, at)
            self._pages[path] = self._pages.get(path, 0) + 1
        elif here.path != path:
            self._step_off(here.path)
            self._pages[path] = self._pages.get(path, 0) + 1
        here.path, here.beacon, here.at = path, beacon, at
        self._here[visit] = here
        self.changed = True

    def _remove(self, visit: int) -> None:
        self._away.pop(visit, None)
        here = self._here.pop(visit, None)
        if here:
            self._step_off(here.path)
            self.changed = True

    def _step_off(self, path: str) -> None:
        left = self._pages[path] - 1
        if left:
            self._pages[path] = left
        else:
            del self._pages[path]


class Presence:
    """All sites. Only committed rows come in, so that what is shown is what is kept."""

    def __init__(self) -> None:
        self._sites: dict[int, SitePresence] = {}

    def of(self, site_id: int) -> SitePresence:
        site = self._sites.get(site_id)
        if site is None:
            site = self._sites[site_id] = SitePresence()
        return site

    def now(self, site_id: int) -> int:
        return self._sites[site_id].now if site_id in self._sites else 0

    def apply(self, rows: Iterable[Row | Back]) -> None:
        for row in rows:
            if isinstance(row, Event):
                if row.name == PAGEVIEW:
                    self.of(row.site_id).pageview(
                        row.visit, row.page.path, row.beacon, row.at, row.place.country
                    )
                elif row.name != TEST:
                    self.of(row.site_id).sign(row.visit, row.page.path, row.at)
            elif isinstance(row, Leave):
                if row.state == HIDDEN:
                    self.of(row.site_id).hide(row.visit, row.beacon, row.at)
                else:
                    self.of(row.site_id).leave(row.visit, row.beacon)
            elif isinstance(row, Back):
                self.of(row.site_id).back(row.visit, row.path, row.beacon, row.at)
            elif isinstance(row, Correction):
                self.of(row.site_id).correct(row.visit, row.place.country)
            elif isinstance(row, Removal) and not row.visit:
                self.forget(row.site_id)

    def forget(self, site_id: int) -> None:
        self._sites.pop(site_id, None)

    def sweep(self, now: int) -> None:
        for site in self._sites.values():
            site.sweep(now)
