"""Imports into the log of this server: begun, brought batch by batch behind the hits, ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.imports.brought import BroughtEvents
from tracker.domain.retention import kept_since
from tracker.domain.rows import DayRow
from tracker.domain.visits import GAP
from tracker.services.erasing.slices import Pace
from tracker.services.imports.salts import ImportSalts
from tracker.services.imports.sent_rows import Batch, day_rows, decode
from tracker.services.imports.writing import Write
from tracker.services.recording.recorder import Work
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.imports.imports import (
    RUNNING,
    Import,
    begin_import,
    end_import,
    find_import,
    note_rows,
)
from tracker.storage.imports.known_rows import (
    first_own,
    known_days,
    known_rows,
    visits_at,
)
from tracker.storage.log.event_log import WholeLog
from tracker.storage.sites.sites import Site

FIRST, LEAST, MOST = 500, 100, 4_000  # rows in one transaction


class NotRunning(Exception):
    """The import is over, or was never begun."""


class Begun(msgspec.Struct):
    """What whoever reads the files has to know. `number` None: it was only asked."""

    number: int | None
    site: Site
    secret: bytes
    own_since: int | None
    kept_since: int | None
    now: int


class Imports:
    """`write` puts rows into the log, `pace` says how many at once."""

    def __init__(  # noqa: PLR0917
        self,
        db: Database,
        directory: SiteDirectory,
        write: Write,
        salts: ImportSalts,
        now: Callable[[], int],
        retention_days: int,
        pace: Pace | None = None,
    ) -> None:
        self._db = db
        self._directory = directory
        self._write = write
        self._salts = salts
        self._now = now
        self._retention_days = retention_days
        self._pace = pace or Pace(FIRST, LEAST, MOST)
        self._turn = asyncio.Lock()  # between what is known being looked up and written

    async def look(self, site: Site) -> Begun:
        """What an import into the site would have to know."""
        own = await first_own(self._db, site.id)
        return Begun(None, site, bytes(32), own, self._kept_since(site), self._now())

    async def begin(
        self, site: Site, format_name: str, files: list[str], mark: str, user_id: int | None
    ) -> Begun:
        """A new one, or that of the same files that was not finished."""
        begun = await self.look(site)
        async with self._db.transaction() as tx:
            found = await begin_import(
                tx, site.id, format_name, files, mark, user_id, begun.now, begun.own_since
            )
        begun.number, begun.own_since = found.id, found.own_since
        begun.secret = await asyncio.to_thread(self._salts.of, site.id)
        return begun

    def _kept_since(self, site: Site) -> int | None:
        days = self._retention_days if site.retention_days is None else site.retention_days
        return kept_since(self._now(), days, ZoneInfo(site.time_zone)) if days else None

    async def running_at(self, site_id: int, at: int) -> dict[int, tuple[int, int]]:
        """By visitor the imported visits that were in progress then."""
        return await visits_at(self._db, site_id, at, GAP)

    async def bring(self, number: int, sent: bytes) -> list[int]:
        """Write a batch; which of its rows were there already, brought by another import. Raises
        NotRunning, and StorageError where the disk refuses."""
        found = await self._running(number)
        batch = decode(sent)
        async with self._turn:
            others = await self._bring_events(found, batch.events)
            others += await self._bring_days(found, batch)
        return others

    async def _bring_events(self, found: Import, events: BroughtEvents) -> list[int]:
        others: list[int] = []
        first = 0
        while first < len(events):
            async with self._pace.one() as rest:
                part = events.part(first, first + self._pace.rows)
                known = await known_rows(self._db, found.site_id, part.columns)
                new = part.without(known) if known else part
                rest.needed = len(new) > 0 and await self._write(found.site_id, _placed(found, new))
            others += _brought_by_others(part.columns.key, known, found.id, first) if known else ()
            first += len(part)
        return others

    async def _bring_days(self, found: Import, batch: Batch) -> list[int]:
        """A day of which another import has sums by the same is that one's."""
        others: list[int] = []
        first = 0
        while first < len(batch.days):
            async with self._pace.one() as rest:
                upto = first + self._pace.rows
                rows = day_rows(batch, first, upto, found.site_id, found.id, self._now())
                known = await known_days(self._db, rows, found.id)
                new = [
                    row
                    for row in rows
                    if not known.has(row) and (row.day, row.dimension, row.key) not in known.own
                ]
                rest.needed = bool(new) and await self._write(
                    found.site_id, _placed_days(found.id, new)
                )
            others += [place for place, row in enumerate(rows, first) if known.has(row)]
            first = upto
        return others

    async def _running(self, number: int) -> Import:
        found = await find_import(self._db, number)
        if found is None or found.state != RUNNING:
            raise NotRunning
        return found

    async def end(self, number: int, told: dict[str, Any]) -> Import:
        """All of it is there. Raises NotRunning."""
        found = await self._running(number)
        await end_import(self._db, number, told, self._now())
        await asyncio.to_thread(self._salts.of, found.site_id)
        return found


def _brought_by_others(
    keys: Iterable[int], known: Mapping[int, int], number: int, first: int
) -> Iterator[int]:
    """The places of those rows in their batch, which begin with `first`."""
    for place, key in enumerate(keys, first):
        if known.get(key, number) != number:
            yield place


def _placed(found: Import, events: BroughtEvents) -> Work:
    """The rows behind all others, and what is taken down of them."""

    async def work(log: WholeLog) -> int:
        return await log.bring_events(events, found.site_id, found.id, partial(note_rows, found.id))

    return work


def _placed_days(number: int, rows: Sequence[DayRow]) -> Work:
    """The same of sums of days."""

    async def work(log: WholeLog) -> int:
        first = log.head + 1
        for cursor, row in enumerate(rows, first):
            row.cursor = cursor
        await log.bring(rows, note_rows(number, first, rows[-1].cursor))
        return rows[-1].cursor

    return work
