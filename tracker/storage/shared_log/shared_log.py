"""The log that all processes share, as those read it who show a site.

The shards have what has come lately, 72 hours of it; what is older is asked where it is filed. Both
meet at the mark up to which a shard is filed, a second or two behind its newest row."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from tracker.domain.events import Event
from tracker.domain.filters import EVERYTHING, Filter
from tracker.domain.message_of import message_of
from tracker.domain.messages import EventMessage
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.log.event_log import LOOKED, PART, Earlier
from tracker.storage.processes.shard_log import Forgotten
from tracker.storage.shared_log.shards import Shards
from tracker.storage.shared_log.site_visits import SiteVisits

AT_ONCE = 100  # messages of a shard that are read in one go


class SharedLog:
    """`id`: the log's, which its streams have. What is said of a site is said as of its shard's
    head in `shards`, which whoever hands out the rows moves on."""

    near = cursor_in(10, 0)

    def __init__(self, identity: str, shards: Shards) -> None:
        self.id = identity
        self._shards = shards
        self._visits = SiteVisits(shards)

    @property
    def newest(self) -> int:
        """Of all shards."""
        return self._shards.newest

    def head_of(self, site_id: int) -> int:
        """Its shard's."""
        return self._shards.head_of(site_id)

    async def has_come_to(self, site_id: int, cursor: int) -> bool:
        """Another process may have told of more than this one has heard: then it is waited for.
        Raises RefusesForNow."""
        return await self._shards.has_come_to(site_id, cursor)

    def reach(self, site_id: int, cursor: int) -> int:
        """Some messages of the shard; from far behind as far as it is filed."""
        further = cursor_in(message_with(cursor) + AT_ONCE, 0)
        if self._shards.is_far(site_id, cursor):
            return max(further, self._shards.marks.last(self._shards.shard_of(site_id)))
        return further

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[Row]:
        """The site's first PART rows with `cursor` < theirs <= `upto`, in order. Fewer: there are
        no more. Of what the shards keep no more, or is far behind, events and removals are told,
        and the events say what else was told then. Raises RefusesForNow."""
        mark = await self._filed_from(site_id, cursor)
        if mark <= cursor:
            try:
                return await self._shards.rows(site_id, cursor, upto, PART)
            except Forgotten:
                mark = await self._shards.marks.of(self._shards.shard_of(site_id))
        found = await self._shards.older.rows_after(site_id, cursor, min(upto, mark), PART)
        if len(found) < PART and mark < upto:
            found += await self._shards.rows(site_id, max(mark, cursor), upto, PART)
        return found[:PART]

    async def oldest_of(self, site_id: int, before: int, newest: int) -> int | None:
        """The cursor of the oldest of the site's so many newest events older than the cursor
        `before`; None where there is none. Where older ones can't be read just now, of those that
        can."""
        found = await self._shards.recent(site_id, before, newest)
        return found.events[0].cursor if found.events else None

    async def earlier(
        self, site_id: int, before: int, limit: int, wanted: Filter, upto: int | None = None
    ) -> Earlier:
        """The newest events older than `before` that pass, of the LOOKED that are. Which visits are
        selected, all rows up to the cursor `upto` say. Raises RefusesForNow where older ones can't
        be read just now, and there are none that can."""
        most = limit if wanted == EVERYTHING else LOOKED
        recent = await self._shards.recent(site_id, before, most)
        recent.check()
        if wanted.selects_visits:
            upto = self.head_of(site_id) if upto is None else upto
            selected = await self._visits.selected(site_id, recent, wanted, upto)
            recent = recent.of_visits(selected)
        messages = map(_replayed, recent.events)
        found = [each for each in messages if wanted.passes(each)][-limit:]
        return Earlier(found, found[0].cursor if len(found) == limit else recent.before)

    async def met_before(self, site_id: int, upto: int, wanted: Filter) -> dict[int, int]:
        """By visit the bits of those of `wanted.visits` that its events have met up to the cursor
        `upto`: two hours back. Raises RefusesForNow."""
        return await self._visits.met_before(site_id, upto, wanted)

    async def visit_rows(
        self,
        site_id: int,
        visits: Collection[int],
        before: int,
        until: int,  # noqa: ARG002 (the cursor says it)
    ) -> list[Row]:
        """The visits' rows before the cursor `before`, in order; of each MOST_OF_VISIT events at
        most, the newest. Of what was too long ago events alone. Raises RefusesForNow."""
        return await self._visits.rows(site_id, visits, before)

    async def _filed_from(self, site_id: int, cursor: int) -> int:
        """How far what follows the cursor is to be asked where it is filed; 0 where the shard has
        it at hand, or nobody answers there."""
        if not self._shards.is_far(site_id, cursor):
            return 0
        return await self._shards.marks.or_away(self._shards.shard_of(site_id)) or 0


def _replayed(event: Event) -> EventMessage:
    message = cast("EventMessage", message_of(event))
    message.replay = True
    return message
