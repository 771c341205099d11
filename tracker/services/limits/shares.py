"""How much strangers may have kept: new texts by site and day, bytes by address and day.

Counted where a text really is new, in the writer's turn. What is over a share is not refused: the
hit is stored, with "(other)" for the text and without its properties. A restart is no fresh share:
the counts lie in a small file, addresses in it only as hashes that end with their day's salt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tracker.domain.events import Event
from tracker.domain.rows import OfPageview
from tracker.domain.shares import properties_cost, text_cost
from tracker.services.background import beside
from tracker.services.limits.senders import Senders
from tracker.services.limits.site_days import SiteDays
from tracker.storage.disk.whole_files import write_whole

SAVE_EVERY = 30.0  # seconds


class Shares:
    """`texts`: new ones a site and day; `path`: of the file."""

    def __init__(self, texts: int, senders: Senders, path: Path) -> None:
        self.texts = texts
        self.senders = senders
        self.sites = SiteDays()
        self._path = path
        self._changed = False

    def note(self, row: Event | OfPageview, address: str) -> None:
        """A row is on its way, from that address: its properties are counted now, its texts once it
        is known which are new."""
        row.sender = address
        if isinstance(row, Event) and row.properties is not None:
            cost = properties_cost(len(row.properties.encode()))
            if not self._take(address, cost, row.at):
                row.properties = None
                self.sites.counting(row.site_id, row.at).bare += 1

    def admits(self, row: Event | OfPageview, text: str) -> bool:
        """Whether a text that nobody has sent before may be kept."""
        self._changed = True
        site = self.sites.counting(row.site_id, row.at)
        cost = text_cost(len(text.encode()))
        if site.texts < self.texts and self._take(row.sender, cost, row.at):
            site.texts += 1
            return True
        site.others += 1
        return False

    def _take(self, address: str, cost: int, now: int) -> bool:
        if not address:
            return True  # a program with a token, which speaks for many
        self._changed = True
        return self.senders.take(address, cost, now)

    def load(self, now: int) -> None:
        """Go on from the last run; a file that cannot be read means fresh shares. Blocks."""
        try:
            kept = json.loads(self._path.read_text())
            sites = SiteDays.going_on(kept)
            self.senders.go_on(kept["senders"], now)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return
        self.sites = sites

    async def save(self, now: int) -> None:
        """Keep the counts, if there are new ones; a disk that refuses is asked again."""
        if not self._changed:
            return
        self._changed = False
        text = json.dumps(self.sites.kept() | {"senders": self.senders.kept(now)})
        try:
            await asyncio.to_thread(write_whole, self._path, text)
        except OSError:
            self._changed = True


@asynccontextmanager
async def keeping(shares: Shares, now: Callable[[], int]) -> AsyncIterator[None]:
    """Keep the counts while the context is open, and once more on the way out."""

    async def work() -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY)
            await shares.save(now())

    async with beside(work):
        yield
    await shares.save(now())
