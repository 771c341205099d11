"""The engines as one process sees them now and then: for /readyz and /metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from tracker.services.checkup.findings import Finding, worst
from tracker.services.engines.accounts import POSTGRESQL
from tracker.services.engines.clocks import CLOCK
from tracker.services.engines.events import CLICKHOUSE
from tracker.services.engines.looked import Engines, Looked, findings_of, look
from tracker.services.engines.queue import NATS

EVERY = 15.0  # seconds
SILENT = "it does not answer: `tracker doctor` says why"  # not to strangers: it names addresses


class EngineWatch:
    """`now`: ms, UTC. `needed`: engines without which this process can do nothing."""

    def __init__(
        self, engines: Engines, now: Callable[[], int], needed: Collection[str] = ()
    ) -> None:
        self._engines = engines
        self._now = now
        self._needed = needed
        self.looked: Looked | None = None  # the last time; None = not yet

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> Looked:
        """Now."""
        self.looked = await look(self._engines, self._now())
        return self.looked

    def report(self) -> dict[str, str]:
        """By engine, and of clocks that differ: ok, or what is wrong and what to do."""
        if not self.looked:
            return {}
        asked = [NATS, CLICKHOUSE] + ([POSTGRESQL] if self._engines.accounts else [])
        wrong = [each for each in findings_of(self.looked) if each.level != "ok"]
        told = {name: _told(wrong, name) for name in (*asked, CLOCK)}
        return told | dict.fromkeys(self.looked.away, SILENT)

    @property
    def wrong(self) -> str:
        """Why this process can do nothing; "" = it can, as far as it is known."""
        if not self.looked:
            return ""
        unled = self.looked.queue and any(each.wrong for each in self.looked.queue.streams)
        silent = {*self.looked.away, *([NATS] if unled else [])} & {*self._needed}
        return "; ".join(f"{name}: {self.report()[name]}" for name in sorted(silent))


def _told(wrong: Sequence[Finding], name: str) -> str:
    """The worst of it."""
    ours = [each for each in wrong if each.check == name]
    worst_ones = [each for each in ours if each.level == worst(ours)]
    return " ".join(f"{each.found} {each.advice}" for each in worst_ones) or "ok"
