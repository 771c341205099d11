"""The last two days of a site by quarter hours: read once, then kept up with what is committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.rows import Reset, Row, SiteRemoval
from tracker.storage.file.errors import StorageError
from tracker.storage.log.event_log import EventLog
from tracker.storage.log.totals import QUARTER, Quarter, SiteTotals

log = logging.getLogger(__name__)

HOUR = 3_600_000  # ms
KEPT = 49 * HOUR  # two days, also when one has 25 hours
MOST = KEPT // QUARTER + 8  # by their number, not by the newest: a clock that leaps takes none away
AGAIN_AFTER = 60_000  # ms, after a reading that has failed


class Tally:
    """One site's quarters. Every time zone's midnight is the beginning of one."""

    def __init__(self) -> None:
        self._quarters: dict[int, Quarter] = {}
        self.visited = False  # somebody has come, however long ago
        self.latest = 0  # ms, UTC, of the last event among them
        self.changes = 0

    def add(self, at: int, pageviews: int, visitors: int, others: int) -> None:
        quarter = at // QUARTER
        known = self._quarters.get(quarter)
        if known is None:
            known = self._quarters[quarter] = Quarter(quarter, 0, 0, 0)
            if len(self._quarters) > MOST:
                del self._quarters[min(self._quarters)]
        known.pageviews += pageviews
        known.visitors += visitors
        known.others += others
        self.latest = max(self.latest, at)
        self.visited = True
        self.changes += 1

    def between(self, start: int, end: int) -> Quarter:
        """The sum of the quarters that begin within `start` <= time < `end` (ms, UTC); visitors
        are counted once a local day."""
        found = [each for each in self._quarters.values() if start <= each.number * QUARTER < end]
        return Quarter(
            start // QUARTER,
            sum(each.pageviews for each in found),
            sum(each.visitors for each in found),
            sum(each.others for each in found),
        )

    def pageviews_by_hour(self, start: int, hours: int) -> list[int]:
        """From `start` (ms, UTC) on, which is the beginning of one."""
        found = [0] * hours
        for quarter in self._quarters.values():
            hour = (quarter.number * QUARTER - start) // HOUR
            if 0 <= hour < hours:
                found[hour] += quarter.pageviews
        return found


class Tallies:
    """Tallies of the sites that somebody has looked at since the start. They are read one after
    the other, beside the pages: nobody has to wait for all of them."""

    def __init__(self, totals: SiteTotals, events: EventLog) -> None:
        self._totals = totals
        self._events = events
        self._sites: dict[int, Tally] = {}
        self._reading: dict[int, asyncio.Task[None]] = {}
        self._again: dict[int, int] = {}
        self._turn = asyncio.Lock()

    def apply(self, rows: Iterable[Row]) -> None:
        """Count committed rows, in commit order."""
        if not self._sites:
            return
        for row in rows:
            if row.site_id not in self._sites:
                continue
            if isinstance(row, Event) and row.name != TEST:
                is_page = row.name == PAGEVIEW
                self._sites[row.site_id].add(row.at, is_page, row.is_new, not is_page)
            elif isinstance(row, SiteRemoval | Reset):
                self._forget(row.site_id)

    def known(self, site_id: int, now: int) -> Tally | None:
        """The site's tally; None while the log is read for it, which begins now at the latest."""
        if site_id not in self._sites and now >= self._again.get(site_id, 0):
            # From this moment on `apply` counts; what is in the log by now is read once.
            self._sites[site_id] = Tally()
            reading = self._read(site_id, now, self._events.head_of(site_id))
            task = self._reading[site_id] = asyncio.create_task(reading)
            task.add_done_callback(lambda _: self._reading.pop(site_id))
        return None if site_id in self._reading else self._sites.get(site_id)

    async def soon(self, site_ids: Sequence[int], now: int, within: float) -> None:
        """Have them known, as far as that takes no more than `within` seconds."""
        for site_id in site_ids:
            self.known(site_id, now)
        if reading := [self._reading[each] for each in site_ids if each in self._reading]:
            await asyncio.wait(reading, timeout=within)

    async def close(self) -> None:
        """Read no more: the database is about to be closed."""
        for task in list(self._reading.values()):
            task.cancel()
        await asyncio.gather(*self._reading.values(), return_exceptions=True)

    def _forget(self, site_id: int) -> None:
        self._sites.pop(site_id, None)
        self._again.pop(site_id, None)

    async def _read(self, site_id: int, now: int, head: int) -> None:
        tally = self._sites[site_id]
        try:
            async with self._turn:
                await self._fill(tally, site_id, now, head)
        except StorageError as error:
            log.warning(
                "Site %d could not be counted, trying again in a minute: %r", site_id, error
            )
            self._forget(site_id)
            self._again[site_id] = now + AGAIN_AFTER

    async def _fill(self, tally: Tally, site_id: int, now: int, head: int) -> None:
        since = (now - KEPT) // QUARTER * QUARTER
        # In short reads: a long one of a busy site would hold back the checkpoints.
        many = await self._totals.are_many(site_id, since)
        step = HOUR if many else KEPT + HOUR
        for start in range(since, now + step, step):
            for each in await self._totals.quarters(site_id, start, start + step, head):
                tally.add(each.latest, each.pageviews, each.visitors, each.others)
        tally.visited = tally.visited or await self._totals.has_visits(site_id)
