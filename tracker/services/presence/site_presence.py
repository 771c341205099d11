"""Who is on which page of one site now. A page is known by the cursor of its pageview."""

from __future__ import annotations

from typing import Protocol

from tracker.domain.messages import PresenceMessage
from tracker.domain.visits import GONE_AFTER
from tracker.services.presence.half_hour import HalfHour
from tracker.services.presence.hidden import Hidden
from tracker.services.presence.last_signs import LastSigns, Visit
from tracker.services.presence.only_counted import OnlyCounted
from tracker.services.presence.site_pages import Room, SitePages

MOST_VISITS = 20_000  # that are known one by one
A_VISIT = 320  # bytes of one
NEVER = 1 << 62  # ms


class Shared(Room, Protocol):
    """What all sites have in common. `at`: the time, as last looked at (ms, UTC)."""

    at: int

    def plan(self, site: SitePresence, due: int) -> None:
        """Have the site swept then."""


class SitePresence:
    """Visits of one site. Of more than there is room for, those whose last sign is longest ago are
    only counted."""

    def __init__(self, site_id: int, shared: Shared) -> None:
        self.id = site_id
        self.due = NEVER
        self.changed = True
        self._shared = shared
        self._visits: dict[int, Visit] = {}
        self._signs = LastSigns()
        self._hidden = Hidden()
        self._pages = SitePages(shared)
        self._beyond = OnlyCounted()
        self._lately = HalfHour()

    def __len__(self) -> int:
        return len(self._visits)

    @property
    def now(self) -> int:
        return self._pages.here + self._beyond.total()

    def on(self, path: str) -> int:
        """Those that are on this page."""
        return self._pages.on(path)

    def present(self) -> list[int]:
        """The visits that are on a page, but for those that are only counted."""
        return [known.id for known in self._visits.values() if known.page]

    def pageview(  # noqa: PLR0917 (by place: there is one for each pageview)
        self, visit: int, path: str, cursor: int, at: int, country: str = "", source: str = ""
    ) -> None:
        known = self._stand(visit, path, cursor, at)
        minute = self._lately.pageview(at)
        if known.minute != minute or (country and not known.country):
            self._lately.forget(known.minute, known.country, known.source)
            known.minute, known.country = minute, known.country or country
            known.source = known.source or source  # what brought it: the site's own links are none
            self._lately.add(known.country, known.source)

    def sign(self, visit: int, path: str, at: int) -> None:
        """Any other event: it shows that the visit is still on its page."""
        known = self._visits.get(visit)
        page = known.page if known else None
        self._stand(visit, page.path if page else path, known.cursor if known and page else 0, at)

    def back(self, visit: int, path: str, cursor: int, at: int) -> None:
        self._stand(visit, path, cursor, at)

    def hide(self, visit: int, cursor: int, at: int) -> None:
        if self._on_page(visit, cursor):
            self._plan(self._hidden.hide(visit, at))

    def leave(self, visit: int, cursor: int) -> None:
        """Only the page the visit is on: the one before it is left after the next has come."""
        if known := self._on_page(visit, cursor):
            self._step_off(known)

    def correct(self, visit: int, country: str) -> None:
        """A late place: only the visit's country matters here."""
        if known := self._visits.get(visit):
            self._lately.move(known.minute, known.country, country)
            known.country = country
        self.changed = True

    def turn_to(self, now: int) -> None:
        """Move the minutes on."""
        self.changed |= self._lately.turn_to(now)

    def sweep(self, now: int) -> int:
        """Let go of those who are gone; the work done is what there is to remove, and some looks
        ahead. Gives when there is more to do, NEVER when nobody is left."""
        self.turn_to(now)
        for visit in self._hidden.gone(now):
            self._step_off(self._visits[visit])
        for known in self._signs.take_silent(now - GONE_AFTER):
            self._drop(known)
        self.changed |= self._beyond.let_go(now)
        return min(self._signs.due(NEVER), self._hidden.due(NEVER), self._beyond.due(NEVER), NEVER)

    def step_back(self, now: int) -> None:
        """The clock was put back: nobody has given a sign later than now."""
        self._signs.step_back(now)
        minutes = self._lately.step_back(now)
        for known in self._visits.values():
            known.minute -= minutes
        self._hidden.step_back(now)
        self._beyond.step_back(now)

    def thin_out(self) -> None:
        """Only count the one whose last sign is longest ago, if a few looks find it."""
        if known := self._signs.take_longest_silent():
            if known.page:
                self._beyond.add(known.at)
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
            self._pages.busiest(),
            list(lately.minutes),
            lately.minute_at,
            dict(lately.countries),
            self._beyond.total(),
            dict(lately.sources),
        )

    def _stand(self, visit: int, path: str, cursor: int, at: int) -> Visit:
        if self._hidden:
            self._hidden.pop(visit, None)
        known = self._visits.get(visit)
        if known is None:
            known = self._new(visit, at)
        page = known.page
        if page is None or page.path != path:
            known.page = self._pages.enter(path, page)
        known.cursor, known.at = cursor, at
        if not known.placed:
            self._signs.wake(known)
        if len(self._visits) > MOST_VISITS:
            self.thin_out()
        self.changed = True
        return known

    def _new(self, visit: int, at: int) -> Visit:
        self._shared.room -= A_VISIT
        known = self._visits[visit] = Visit(at, visit, at)
        self._plan(self._signs.add(known))
        return known

    def _on_page(self, visit: int, cursor: int) -> Visit | None:
        """The visit, while it is on the page of this pageview."""
        known = self._visits.get(visit)
        return known if known and known.page and known.cursor == cursor else None

    def _step_off(self, known: Visit) -> None:
        """The visit is nowhere now, and may come back."""
        self._hidden.pop(known.id, None)
        if known.page:
            self._pages.leave(known.page)
            known.page = None
            self.changed = True

    def _drop(self, known: Visit) -> None:
        """One that is taken out of the signs."""
        del self._visits[known.id]
        self._step_off(known)
        self._shared.room += A_VISIT

    def _plan(self, due: int) -> None:
        if due < self.due:
            self._shared.plan(self, due)
