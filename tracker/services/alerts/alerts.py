"""What sites' alerts say is kept as messages: all of it is seen in memory, once it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from tracker.domain.alerts.message import Facts
from tracker.domain.events import Event
from tracker.domain.hits import TEST
from tracker.domain.refusals import Reason
from tracker.domain.rows import Leave, Row
from tracker.services.alerts.keeping import Fence, Keeping
from tracker.services.alerts.learned import TO_MEND, Learned
from tracker.services.alerts.learning_turns import LearningTurns
from tracker.services.alerts.missed import Left, look_again, read_before, take_up
from tracker.services.alerts.site_watch import SiteWatch
from tracker.services.background import beside
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.alerts.alerts import alerts_of, all_alerts
from tracker.storage.file.transactions import Accounts
from tracker.storage.log.event_log import WholeLog
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.sites import Site

LOOK_EVERY = 1.0  # seconds
SLICE = 50  # sites that are looked at in one go
APART = 0.1  # seconds between two looks, whatever happens
OLD = 600_000  # ms: what is sent so late is no news


def any_site(_site_id: int) -> bool:
    """Where nobody else watches."""
    return True


class Alerts:
    """`apply` and `refused` are told of what happens; `kept` is called once there are messages,
    `told` with a site's as they are found. `paused` says why nothing is told now; "" where it
    is."""

    def __init__(
        self,
        db: Accounts,
        directory: SiteDirectory,
        now: Callable[[], int],
        *,
        mails: bool,
        paused: Callable[[], str],
        fence: Fence | None = None,
    ) -> None:
        self._db = db
        self._directory = directory
        self._now = now
        self.paused = paused
        self._sites: dict[int, SiteWatch] = {}
        self._learning = LearningTurns(self._sites, now, self._wake_for)
        self._keeping = Keeping(db, self._sites, mails, fence)
        self._looking = asyncio.Lock()
        self._wake = asyncio.Event()
        self._woken: set[int] = set()
        self.kept: Callable[[], object] = lambda: None
        self.told: Callable[[int, Sequence[Facts], int], object] = lambda *_: None

    def apply(self, rows: Sequence[Row]) -> None:
        """Committed rows; what an import has brought is not among those that are told."""
        if rows:
            self._keeping.upto = rows[-1].cursor
        if not self._sites:
            return
        for row in rows:
            watch = self._sites.get(row.site_id)
            if watch is None:
                continue
            if isinstance(row, Event):
                old = row.import_id is not None or row.at < self._now() - OLD
                if not old and row.name != TEST and watch.event(row):
                    self._wake_for(row.site_id)
            elif isinstance(row, Leave) and watch.leave(row):
                self._wake_for(row.site_id)

    def refused(self, site_id: int, reason: Reason, at: int) -> None:
        """A hit that is not counted."""
        if reason in TO_MEND and (watch := self._sites.get(site_id)):
            watch.refuse(reason.value, at)

    async def load(self, log: WholeLog, left: Left) -> None:
        """All that there are, and what they have missed; `left` looks pages up that were left."""
        self._keeping.upto = log.head
        for site_id in {alert.site_id for alert in await all_alerts(self._db)}:
            await self.reload(site_id)
        if not self._db.read_only:
            known = await take_up(self._db, self._sites)
            await read_before(left, log, self._sites, known)
            await look_again(log, known, self._now() - OLD, self.apply)
            self._keeping.upto = log.head

    async def take_up(self, is_ours: Callable[[int], bool], upto: int) -> dict[int, int]:
        """Where others watch other sites: those of these, as they were kept; up to which cursor of
        their log each is known by that. `upto`: the newest."""
        self._keeping.upto = upto
        await self.learn_all(is_ours)
        return await take_up(self._db, self._sites)

    async def learn_all(self, is_ours: Callable[[int], bool] = any_site) -> None:
        """As others have made them, of these sites; those that are no more, too."""
        there = {each.site_id for each in await all_alerts(self._db) if is_ours(each.site_id)}
        for site_id in there | self._sites.keys():
            await self.reload(site_id)

    def reached(self, cursor: int) -> None:
        """All rows up to there are known, also those that were before."""
        self._keeping.upto = cursor

    def left_before(self, row: Leave) -> None:
        """A page was left, and what came of it was told."""
        watch = self._sites.get(row.site_id)
        if watch and watch.waits_for_reading:
            watch.left_before(row)

    async def reload(self, site_id: int) -> None:
        """An alert of the site, or one of its goals, was changed. Where all of them are switched
        off for now, what a page has reached is still known when one is on again."""
        alerts = await alerts_of(self._db, site_id)
        site, watch = self._directory.by_id.get(site_id), self._sites.get(site_id)
        on = [each for each in alerts if each.is_on]
        if not alerts or site is None or not (on or watch):
            self.forget(site_id)
            return
        if watch is None:
            watch = self._sites[site_id] = SiteWatch(site, self._now())
        watch.change(on, await goals_of(self._db, site_id))
        if on:
            self._learning.add(site_id)
        else:
            self._learning.forget(site_id)

    def forget(self, site_id: int) -> None:
        """The site is no more, or has no alerts."""
        self._sites.pop(site_id, None)
        self._learning.forget(site_id)

    def learned(self, site_id: int) -> Learned | None:
        """What is known of the site's past."""
        watch = self._sites.get(site_id)
        return watch.levels.learned if watch else None

    def is_learning(self, site_id: int) -> bool:
        """Whether what is usual for the site is not known yet."""
        return self.learned(site_id) is None

    def since(self, site_id: int, after: int | None) -> tuple[int, list[tuple[int, Facts]]]:
        """The number of a site's newest message, and the last ones behind that number; None:
        none of them. Numbers go on over a restart."""
        watch = self._sites.get(site_id)
        recent = list(watch.recent) if watch else []
        last = recent[-1][0] if recent else self._now() - 1
        return last, [] if after is None else [each for each in recent if each[0] > after]

    @asynccontextmanager
    async def working(
        self, learn: Callable[[Site], Awaitable[Learned | None]]
    ) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(partial(self._learning.work, learn)), beside(self._work):
            yield
        if not self._db.read_only:
            await self._keeping.keep(self._now(), at_once=True)

    def _wake_for(self, site_id: int) -> None:
        self._woken.add(site_id)
        self._wake.set()

    async def _work(self) -> None:
        """All of them each second, and at once those of which something has come."""
        time = asyncio.get_running_loop().time
        next_look = time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0, next_look - time())):
                    await self._wake.wait()
            self._wake.clear()
            woken, self._woken = self._woken, set()
            if time() >= next_look:
                next_look = time() + LOOK_EVERY
                await self.look()
            else:
                await self.look(woken)
            await asyncio.sleep(APART)

    async def look(self, at: Iterable[int] | None = None) -> None:
        """Keep what is to be told now, of these sites or of all."""
        async with self._looking:
            now = self._now()
            if self.paused():
                for each in self._sites.values():
                    each.levels.since = now  # what does not come now is not missing
                return
            await self._find(now, list(self._sites if at is None else at))
            if await self._keeping.keep(now):
                self.kept()

    async def _find(self, now: int, sites: Sequence[int]) -> None:
        for number, site_id in enumerate(sites):
            if number % SLICE == SLICE - 1:
                await asyncio.sleep(0)  # hits are answered between them
            watch, site = self._sites.get(site_id), self._directory.by_id.get(site_id)
            if watch is None or site is None:
                self.forget(site_id)
                continue
            watch.site = site
            found = list(watch.messages(now))
            self._keeping.put(site_id, found)
            watch.tell(found, now)
            if found:
                self.told(site_id, found, now)
