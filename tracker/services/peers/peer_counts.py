"""How many hits came through which product's tracker, since the start: so that whoever switches
sees that it works."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import local_day
from tracker.domain.peers.aliases import AliasKind
from tracker.storage.sites.sites import Site

MOST = 50_000  # sites and products


class Came(msgspec.Struct, gc=False):
    """`refused`: those of them that were not stored, the last time for that reason. `today`: those
    of the site's day that ends at `day_ends`."""

    hits: int = 0
    refused: int = 0
    last_at: int = 0  # ms, UTC
    reason: str = ""
    today: int = 0
    day_ends: int = 0  # ms, UTC

    def today_at(self, now: int) -> int:
        """None yet, once another day has begun."""
        return self.today if now < self.day_ends else 0


class PeerCounts:
    """By site and product."""

    def __init__(self) -> None:
        self._came: dict[tuple[int, AliasKind], Came] = {}

    def note(self, site: Site, kind: AliasKind, at: int, reason: str = "") -> None:
        """One more, and why it was refused."""
        came = self._came.get((site.id, kind))
        if came is None:
            if len(self._came) >= MOST:
                self._came.clear()
            came = self._came[site.id, kind] = Came()
        came.hits += 1
        came.last_at = at
        if at >= came.day_ends:
            came.today, came.day_ends = 0, local_day(at, ZoneInfo(site.time_zone)).end
        came.today += 1
        if reason:
            came.refused += 1
            came.reason = reason

    def of(self, site_id: int, kind: AliasKind) -> Came | None:
        """None where none came."""
        return self._came.get((site_id, kind))

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        self._came = {key: came for key, came in self._came.items() if key[0] != site_id}
