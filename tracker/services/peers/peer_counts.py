"""How many hits came through which product's tracker, since the start, and lately under which name:
so that whoever switches sees that it works."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import day_number
from tracker.domain.peers.aliases import AliasKind, spelled
from tracker.services.peers.weeks import Lately, Week
from tracker.storage.sites.sites import Site

MOST = 50_000  # sites and products
Kept = tuple[int, AliasKind, Week]


class Came(msgspec.Struct, gc=False):
    """`refused`: those of them that were not stored, the last time for that reason. `today`: those
    of the site's day that is in `week`."""

    hits: int = 0
    refused: int = 0
    last_at: int = 0  # ms, UTC
    reason: str = ""
    today: int = 0
    week: Week = msgspec.field(default_factory=Week)

    def today_at(self, now: int) -> int:
        """None yet, once another day has begun."""
        return self.today if now < self.week.ends else 0


class PeerCounts:
    """By site and product. `changed`: since somebody has set it back."""

    def __init__(self) -> None:
        self._came: dict[tuple[int, AliasKind], Came] = {}
        self.changed = False

    def note(self, site: Site, kind: AliasKind, at: int, reason: str = "", name: str = "") -> None:
        """One more, under a name that is the site's, and why it was refused."""
        came = self._came.get((site.id, kind))
        if came is None:
            if len(self._came) >= MOST:
                self._came.clear()
            came = self._came[site.id, kind] = Came()
        self.changed = True
        came.hits += 1
        came.last_at = at
        week = came.week
        if at >= week.ends:
            week.turn(at, ZoneInfo(site.time_zone))
            came.today = 0
        came.today += 1
        hits = week.names.get(name)
        if hits is None:  # it is new, or spelled otherwise
            name = spelled(kind, name)
            hits = week.names.get(name) or week.hits_of(name)
        hits[0] += 1
        if reason:
            came.refused += 1
            came.reason = reason

    def of(self, site_id: int, kind: AliasKind) -> Came | None:
        """None where none came."""
        came = self._came.get((site_id, kind))
        return came if came and came.hits else None

    def lately(self, site: Site, kind: AliasKind, name: str, now: int) -> Lately:
        """What came under that name, in its one spelling."""
        came = self._came.get((site.id, kind))
        return came.week.lately(name, day_number(now, ZoneInfo(site.time_zone))) if came else NONE

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        self._came = {key: came for key, came in self._came.items() if key[0] != site_id}
        self.changed = True

    def kept(self) -> list[Kept]:
        """What a restart goes on from."""
        return [(site_id, kind, came.week) for (site_id, kind), came in self._came.items()]

    def go_on(self, kept: Iterable[Kept]) -> None:
        """From what was kept."""
        for site_id, kind, week in kept:
            today = sum(hits[0] for hits in week.names.values())
            self._came[site_id, kind] = Came(today=today, week=week)


NONE = Lately()
