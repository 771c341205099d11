"""What the rest of the server knows of the log of everything that happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

import msgspec

from tracker.domain.filters import Filter
from tracker.domain.imports.brought import BroughtEvents
from tracker.domain.messages import EventMessage
from tracker.domain.rows import OfPageview, Pageview, Row
from tracker.storage.file.writer import Insert

LOOKED = 2_000  # events that are searched in one read, where only some are wanted
RANGE = 20_000  # cursors looked at in one read: a few milliseconds, whoever's rows they are
MOST_OF_VISIT = 200  # of its events that are told to who begins to follow it late
PART = 200  # rows read at once: some milliseconds of the event loop
NEAR = 2_000  # cursors


class Earlier(msgspec.Struct, frozen=True):
    """Events found, oldest first, and the cursor before which to search on; 0 at the log's
    beginning."""

    messages: list[EventMessage]
    before: int


class EventLog(Protocol):
    """As whoever shows a site reads it: by the cursors of that site, of which others may know
    nothing. All that is awaited raises StorageError.

    `id`: the log's own, made with it. `near`: so many cursors are read before the inbox of a
    watcher can run over."""

    id: str
    near: int

    @property
    def newest(self) -> int:
        """The greatest cursor that this process knows of: a figure for people."""

    def head_of(self, site_id: int) -> int:
        """The newest committed cursor where the site's rows are: all up to there were told."""

    async def has_come_to(self, site_id: int, cursor: int) -> bool:
        """Whether there are rows up to that cursor. Then all of them were told here."""

    def reach(self, site_id: int, cursor: int) -> int:
        """How far a single read goes on from there, in some milliseconds."""

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[Row]: ...
    async def oldest_of(self, site_id: int, before: int, newest: int) -> int | None: ...
    async def earlier(
        self, site_id: int, before: int, limit: int, wanted: Filter, upto: int | None = None
    ) -> Earlier: ...
    async def met_before(self, site_id: int, upto: int, wanted: Filter) -> dict[int, int]: ...
    async def visit_rows(
        self, site_id: int, visits: Collection[int], before: int, until: int
    ) -> list[Row]: ...


class WholeLog(EventLog, Protocol):
    """One that this process writes, all sites in one row of cursors. `head`: the newest committed
    one. `newest_id`: of its newest event."""

    head: int
    newest_id: int

    async def append(self, batch: Sequence[Row], position: int | None = None) -> None: ...
    async def bring(self, batch: Sequence[Row], also: Sequence[Insert] = ()) -> None: ...
    async def bring_events(
        self,
        events: BroughtEvents,
        site_id: int,
        import_id: int,
        also: Callable[[int, int], list[Insert]],
    ) -> int: ...
    async def probe(self) -> None: ...
    async def rows_after(self, cursor: int, most: int) -> list[Row]: ...
    async def pageviews(self, late: Sequence[OfPageview]) -> dict[int, Pageview]: ...
