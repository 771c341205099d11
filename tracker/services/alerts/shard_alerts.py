"""What the alerts of a shard's sites say, seen by one of several processes that are one server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import AsyncExitStack, aclosing
from functools import partial
from typing import NamedTuple

from tracker.domain.rows import Leave, Row
from tracker.services.alerts.alerts import OLD, Alerts
from tracker.services.alerts.keeping import Fence
from tracker.services.alerts.learned import Learned
from tracker.services.sequencing.patience import patiently
from tracker.storage.processes.shard_log import ShardLog
from tracker.storage.processes.told_to_end import heed_the_end
from tracker.storage.processes.turns import Turns
from tracker.storage.sites.sites import Site

BACK = 3_600_000  # ms: pages that were left since then are known once more
Learn = Callable[[Site], Awaitable[Learned | None]]


class Known(NamedTuple):
    """Up to which cursor each site is known by what was kept, up to `newest` one of which nothing
    was. `oldest`: ms, UTC; a page that was left before is no news."""

    sites: Mapping[int, int]
    newest: int
    oldest: int


class ShardAlerts:
    """`make`: what watches, behind a fence. `is_ours`: whether a site is of this shard. `held` has
    it, while it watches."""

    def __init__(  # noqa: PLR0917
        self,
        shard: int,
        log: ShardLog,
        turns: Turns,
        make: Callable[[Fence], Alerts],
        is_ours: Callable[[int], bool],
        learn: Learn,
        now: Callable[[], int],
        held: MutableMapping[int, Alerts],
    ) -> None:
        self._shard = shard
        self._log = log
        self._turns = turns
        self._make = make
        self._is_ours = is_ours
        self._learn = learn
        self._now = now  # ms, UTC
        self._held = held
        self._job = f"alerts {shard}"

    async def run(self, _revision: int) -> None:
        """Until cancelled. Whoever goes on though another has begun keeps and tells nothing."""
        begin = partial(self._turns.begin, self._job)
        number = await patiently("begin with alerts", begin)
        alerts = self._make(partial(self._turns.check, self._job, number))
        newest = (await patiently("see the log", partial(self._log.newest, self._shard))).cursor
        self._held[self._shard] = alerts  # what is changed while it takes up is told it, too
        try:
            take_up = partial(alerts.take_up, self._is_ours, newest)
            sites = await patiently("take up alerts", take_up)
            await self._follow(alerts, Known(sites, newest, self._now() - OLD))
        finally:
            del self._held[self._shard]

    async def _follow(self, alerts: Alerts, known: Known) -> None:
        """Nothing is kept before all is known that was missed: what is kept is of one cursor."""
        since = partial(self._log.since, self._shard, self._now() - BACK)
        reached = await patiently("see the log's last hour", since)
        following = aclosing(self._log.follow(self._shard, reached))
        async with AsyncExitStack() as working, following as slices:
            is_working = False
            while True:
                if not is_working and reached >= known.newest:
                    await working.enter_async_context(alerts.working(self._learn))
                    is_working = True
                rows = await anext(slices)
                heed_the_end()
                apply_new(alerts, rows, known)
                reached = rows[-1].cursor


def apply_new(alerts: Alerts, rows: Sequence[Row], known: Known) -> None:
    """What is of before is told no more; of events `apply` knows by itself which are no news."""
    fresh = []
    for row in rows:
        if row.cursor <= known.sites.get(row.site_id, known.newest):
            if isinstance(row, Leave):
                alerts.left_before(row)
        elif not isinstance(row, Leave) or row.at >= known.oldest:
            fresh.append(row)
    alerts.apply(fresh)
    alerts.reached(rows[-1].cursor)
