"""Alerts as any of several processes knows them: one of them watches a site, all are told."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

import msgspec

from tracker.domain.alerts.message import Facts
from tracker.domain.expiring import Expiring
from tracker.domain.refusals import Reason
from tracker.services.alerts.alerts import Alerts, any_site
from tracker.services.alerts.learned import Learned
from tracker.services.alerts.site_watch import RECENT
from tracker.services.background import beside
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.transactions import Accounts
from tracker.storage.processes.bus import Bus
from tracker.storage.processes.told_to_end import heed_the_end

TOPIC = "alerts"
MOST = 10_000  # sites whose last messages are shown
SHOWN_FOR = 86_400_000  # ms


class Said(NamedTuple):
    """The number of a site's message, greater than those before, and what it says."""

    site_id: int
    number: int
    facts: Facts


READ = msgspec.json.Decoder(Said)


class SharedAlerts(Alerts):
    """`held`: those that this process watches, by shard. `shard_of`: by a site's number."""

    def __init__(  # noqa: PLR0917
        self,
        accounts: Accounts,
        directory: SiteDirectory,
        now: Callable[[], int],
        bus: Bus,
        held: Mapping[int, Alerts],
        shard_of: Callable[[int], int],
        paused: Callable[[], str],
    ) -> None:
        super().__init__(accounts, directory, now, mails=False, paused=paused)
        self._bus = bus
        self._held = held
        self._shard_of = shard_of
        self._recent: Expiring[int, deque[tuple[int, Facts]]] = Expiring(now, MOST)

    async def reload(self, site_id: int) -> None:
        """As Alerts.reload, where the site is watched."""
        if (site_id in self._directory.by_id) and (here := self._held.get(self._shard_of(site_id))):
            await here.reload(site_id)

    async def learn_all(self, is_ours: Callable[[int], bool] = any_site) -> None:
        """As Alerts.learn_all, of what is watched here."""
        for shard, here in list(self._held.items()):
            await here.learn_all(partial(self._is_in, shard, is_ours))

    def _is_in(self, shard: int, is_ours: Callable[[int], bool], site_id: int) -> bool:
        is_there = site_id in self._directory.by_id and is_ours(site_id)
        return is_there and self._shard_of(site_id) == shard

    def refused(self, site_id: int, reason: Reason, at: int) -> None:
        """As Alerts.refused."""
        for each in self._held.values():
            each.refused(site_id, reason, at)

    def forget(self, site_id: int) -> None:
        """As Alerts.forget."""
        for each in self._held.values():
            each.forget(site_id)

    def learned(self, site_id: int) -> Learned | None:
        """As Alerts.learned; None where another process watches the site."""
        found = (each.learned(site_id) for each in self._held.values())
        return next((each for each in found if each), None)

    def is_learning(self, site_id: int) -> bool:
        """As Alerts.is_learning, where the site is watched: nobody else knows."""
        here = self._held.get(self._shard_of(site_id))
        return here is not None and here.is_learning(site_id)

    def since(self, site_id: int, after: int | None) -> tuple[int, list[tuple[int, Facts]]]:
        """As Alerts.since, of what was told while this process was there."""
        recent = list(self._recent.get(site_id) or ())
        last = recent[-1][0] if recent else self._now() - 1
        return last, [] if after is None else [each for each in recent if each[0] > after]

    def tell(self, site_id: int, messages: Sequence[Facts], at: int) -> None:
        """All processes, this one too."""
        for number, facts in enumerate(messages, at):
            self._bus.tell(TOPIC, msgspec.json.encode(Said(site_id, number, facts)))

    @asynccontextmanager
    async def hearing(self) -> AsyncIterator[None]:
        """While the context is open."""
        async with beside(self._hear):
            yield

    async def _hear(self) -> None:
        while True:
            heed_the_end()
            async with self._bus.hear(TOPIC) as told:
                async for each in told:
                    heed_the_end()
                    self._heard(each.data)

    def _heard(self, data: bytes) -> None:
        try:
            said = READ.decode(data)
        except msgspec.MsgspecError:  # of another version
            return
        recent = self._recent.get(said.site_id) or deque(maxlen=RECENT)
        before = recent[-1][0] if recent else 0
        recent.append((max(before + 1, said.number), said.facts))
        self._recent.put(said.site_id, recent, SHOWN_FOR)
