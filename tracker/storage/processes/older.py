"""What is kept of a site's rows for good, as open views ask for it: who reads the log in shards
finds here what is older."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol

from tracker.domain.events import Event
from tracker.domain.filters import Conditions
from tracker.domain.rows import Row
from tracker.storage.log.totals import Quarter


class Around(NamedTuple):
    """Events with `since` <= their time <= `until` (ms, UTC), up to the cursor `upto`."""

    since: int
    until: int
    upto: int


class Older(Protocol):
    """Events as they are known by now, without those that are gone, and without what imports have
    brought: that is no news. All of it raises RefusesForNow."""

    async def mark(self, shard: int) -> int:
        """The cursor up to which all of the shard's rows are here; 0 at first."""

    async def events_before(self, site_id: int, before: int, most: int) -> list[Event]:
        """The newest ones with smaller cursors than `before`, oldest first; fewer: there are no
        more."""

    async def rows_after(self, site_id: int, cursor: int, upto: int, most: int) -> list[Row]:
        """The first events and removals with `cursor` < theirs <= `upto`, in order; fewer: there
        are no more. What else was told then, the events say by now."""

    async def visit_events(
        self, site_id: int, visits: Collection[int], before: int, most: int
    ) -> list[Event]:
        """Of each visit the newest ones with smaller cursors than `before`, `most` at most; in
        order."""

    async def met(
        self,
        site_id: int,
        asked: Conditions,
        around: Around,
        also: Collection[int],
        only: bool = False,
    ) -> dict[int, int]:
        """By visit the bits of what its events there have met, and the one that began it, however
        long ago; those with none are not named. `also`: visits that are looked at though none of
        their events is there; or `only` those."""

    async def quarters(self, site_id: int, start: int, end: int, upto: int) -> list[Quarter]:
        """Quarter hours with events of `start` <= time < `end` (ms, UTC), up to the cursor `upto`;
        tests are left out."""

    async def has_visits(self, site_id: int) -> bool:
        """Whether anybody but its owner's test has ever come."""
