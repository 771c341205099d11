"""Which pageviews browsers had last. Trackers of other products do not say which one a later
message is about, and name the same referrer on each page of an application."""

from __future__ import annotations

from collections.abc import Hashable

import msgspec

from tracker.domain.budget import LAST_PAGES
from tracker.domain.hits import Hit
from tracker.domain.remembered import Remembered
from tracker.domain.visits import goes_on

A_PAGE, A_BROWSER = 300, 260  # bytes


class LastPage(msgspec.Struct, gc=False):
    """`engaged` and `depth`: what was told of it until now."""

    id: str
    since: int  # ms, UTC
    engaged: float = 0
    depth: float = 0


class Arrival(msgspec.Struct, gc=False):
    """Where a browser came from when it was here last. Of the referrer only a number is kept."""

    referrer: int
    at: int


class LastPages:
    """Known by hashes alone, which end with the process. `secret` is in the ids that are given, so
    that nobody can make one up."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._given = 0
        self._pages: Remembered[int, LastPage] = Remembered(LAST_PAGES // 2, lambda *_: A_PAGE)
        self._arrivals: Remembered[int, Arrival] = Remembered(LAST_PAGES // 2, lambda *_: A_BROWSER)

    def opened(self, who: Hashable, page: str, hit: Hit, now: int) -> None:
        """A pageview: gives it an id by which `left` finds it, unless it has one."""
        if not page:
            return
        if not hit.id:
            self._given += 1
            hit.id = f"{self._secret}{self._given}"
        self._pages.put(hash((who, page)), LastPage(hit.id, now))

    def left(self, who: Hashable, page: str, hit: Hit, now: int, lasted: bool) -> bool:
        """Have a leave name its pageview and say what came together since then; False where that
        is not known. `lasted`: it says for how long since the last one, else it only says that
        somebody is here."""
        known = self._pages.get(hash((who, page)))
        if known is None:
            return False
        known.engaged = known.engaged + hit.engaged if lasted else now - known.since
        hit.id, hit.engaged = known.id, known.engaged
        hit.depth = known.depth = max(known.depth, hit.depth)
        return True

    def came(self, who: Hashable, hit: Hit, now: int) -> None:
        """Whoever names the referrer of the page before comes from that page, not once more from
        outside."""
        if not hit.referrer:
            return
        number, key = hash(hit.referrer), hash(who)
        known = self._arrivals.get(key)
        if known is not None and known.referrer == number and goes_on(known.at, now):
            hit.referrer = hit.url
            known.at = now
        else:
            self._arrivals.put(key, Arrival(number, now))
