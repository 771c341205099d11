"""The last two days of a site by quarter hours: read once, then kept up with what is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from tracker.domain.events import Back, Event, Row
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.storage.database import Database
from tracker.storage.event_log import EventLog
from tracker.storage.site_totals import QUARTER, Quarter, quarters

SLICE = 6 * 3_600_000  # ms
KEPT = 2 * 24 * 3_600_000 + 3_600_000  # ms: two days, also when one has 25 hours


class Tally:
    """One site's quarters. Every time zone's midnight is the beginning of one."""

    def __init__(self) -> None:
        self._quarters: dict[int, Quarter] = {}

    def add(self, at: int, pageviews: int, visitors: int) -> None:
        quarter = at // QUARTER
        known = self._quarters.get(quarter)
        if known is None:
            known = self._quarters[quarter] = Quarter(quarter, 0, 0)
            self._forget(at - KEPT)
        known.pageviews += pageviews
        known.visitors += visitors

    @property
    def any(self) -> bool:
        return bool(self._quarters)

    def pageviews(self, start: int, end: int) -> int:
        """Of the quarters that begin within `start` <= time < `end` (ms, UTC)."""
        return sum(quarter.pageviews for quarter in self._within(start, end))

    def visitors(self, start: int, end: int) -> int:
        """Visitors counted once a local day, likewise."""
        return sum(quarter.visitors for quarter in self._within(start, end))

    def _within(self, start: int, end: int) -> list[Quarter]:
        return [each for each in self._quarters.values() if start <= each.number * QUARTER < end]

    def _forget(self, before: int) -> None:
        for number in [each for each in self._quarters if each * QUARTER < before]:
            del self._quarters[number]


class Tallies:
    """Tallies of the sites that somebody has looked at since the start."""

    def __init__(self, db: Database, log: EventLog) -> None:
        self._db = db
        self._log = log
        self._sites: dict[int, Tally] = {}
        self._reading: dict[int, asyncio.Task[Tally]] = {}

    def apply(self, rows: Iterable[Row | Back]) -> None:
        """Count committed rows, in commit order."""
        if not self._sites:
            return
        for row in rows:
            if isinstance(row, Event) and row.name != TEST and row.site_id in self._sites:
                self._sites[row.site_id].add(row.at, row.name == PAGEVIEW, row.is_new)

    async def of(self, site_id: int, now: int) -> Tally:
        """The site's tally; the first to ask waits for the log to be read."""
        if site_id not in self._sites:
            # From this moment on `apply` counts; what is in the log by now is read once.
            self._sites[site_id] = Tally()
            reading = self._read(site_id, now, self._log.head)
            self._reading[site_id] = asyncio.create_task(reading)
        if reading_task := self._reading.get(site_id):
            return await asyncio.shield(reading_task)
        return self._sites[site_id]

    def forget(self, site_id: int) -> None:
        self._sites.pop(site_id, None)

    async def _read(self, site_id: int, now: int, head: int) -> Tally:
        tally, since = self._sites[site_id], (now - KEPT) // QUARTER * QUARTER
        try:
            # In slices: one long read of a busy site would hold back the checkpoints.
            for start in range(since, now + SLICE, SLICE):
                for quarter in await quarters(self._db, site_id, start, start + SLICE, head):
                    tally.add(quarter.number * QUARTER, quarter.pageviews, quarter.visitors)
        except BaseException:
            self.forget(site_id)
            raise
        finally:
            del self._reading[site_id]
        return tally
