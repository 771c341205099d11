"""How much strangers may have kept: new texts by site and day, bytes by address and day.

Counted where a text really is new, in the writer's turn. What is over a share is not refused: the
hit is stored, with "(other)" for the text and without its properties. A restart is no fresh share:
the counts lie in a small file, addresses in it only as hashes that end with their day's salt."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tracker.domain.addresses import network_of, rate_key
from tracker.domain.events import Back, Event, Leave
from tracker.domain.shares import DAY, Bucket, properties_cost, text_cost
from tracker.services.background import beside
from tracker.storage.disk.whole_files import write_whole

MOST_SENDERS = 20_000  # in memory; about 5 MB
MOST_KEPT = 1_000  # over a restart: those who have used most
WORTH_KEEPING = 0.01  # of a share
SHOWN = 10
SAVE_EVERY = 30.0  # seconds


class SiteDay:
    """What a site has brought today."""

    def __init__(self) -> None:
        self.texts = 0  # new ones that were kept
        self.others = 0  # that were not, and read "(other)"
        self.bare = 0  # events without the properties that they came with


class Heavy(NamedTuple):
    """A network whose senders have had most kept: /24 or /48, "" of before the restart."""

    network: str
    bytes: int
    share: float  # of what an address may have at once


class Shares:
    """`salt` gives the key of a day's hashes (ms, UTC)."""

    def __init__(self, texts: int, share: int, path: Path, salt: Callable[[int], bytes]) -> None:
        self.texts = texts  # new ones a site and day
        self.share = share  # bytes an address and day
        self._path = path
        self._salt = salt
        self._day = 0
        self._sites: dict[int, SiteDay] = {}
        self._senders: OrderedDict[str, Bucket] = OrderedDict()
        self._earlier: dict[str, Bucket] = {}  # by hash, of before the restart
        self._changed = False

    def note(self, row: Event | Leave | Back, address: str) -> None:
        """A row is on its way, from that address: its properties are counted now, its texts once it
        is known which are new."""
        if isinstance(row, Back):
            return
        row.sender = address
        if isinstance(row, Event) and row.properties is not None:
            cost = properties_cost(len(row.properties.encode()))
            if not self._take(address, cost, row.at):
                row.properties = None
                self._of(row.site_id, row.at).bare += 1

    def admits(self, row: Event | Leave, text: str) -> bool:
        """Whether a text that nobody has sent before may be kept."""
        site = self._of(row.site_id, row.at)
        cost = text_cost(len(text.encode()))
        if site.texts < self.texts and self._take(row.sender, cost, row.at):
            site.texts += 1
            return True
        site.others += 1
        return False

    def of(self, site_id: int, now: int) -> SiteDay:
        """Today's counts of a site."""
        return self._sites.get(site_id, NOTHING) if now // DAY == self._day else NOTHING

    def largest(self, now: int) -> list[tuple[int, SiteDay]]:
        """The sites that have brought most today."""
        if now // DAY != self._day:
            return []
        return sorted(self._sites.items(), key=_brought, reverse=True)[:SHOWN]

    def heaviest(self, now: int) -> list[Heavy]:
        """Whose addresses have had most kept of late, as networks; nothing of it is stored."""
        used: dict[str, list[int]] = {}
        known = [(network_of(key.partition("/")[0]), each) for key, each in self._senders.items()]
        for network, bucket in (*known, *(("", each) for each in self._earlier.values())):
            used.setdefault(network, []).append(int(bucket.leak(self.share, now)))
        found = [Heavy(net, sum(each), max(each) * 4 / self.share) for net, each in used.items()]
        return sorted((each for each in found if each.bytes), key=lambda each: -each.bytes)[:SHOWN]

    def load(self, now: int) -> None:
        """Go on from the last run; a file that cannot be read means fresh shares. Blocks."""
        try:
            kept = json.loads(self._path.read_text())
            self._day = int(kept["day"])
            for site_id, counts in kept["sites"].items():
                site = self._sites[int(site_id)] = SiteDay()
                site.texts, site.others, site.bare = map(int, counts)
            self._earlier = {
                name: Bucket(float(used), min(int(at), now))
                for name, (used, at) in kept["senders"].items()
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            self._sites, self._earlier, self._day = {}, {}, 0

    async def save(self, now: int) -> None:
        """Keep the counts, if there are new ones; a disk that refuses is asked again."""
        if not self._changed:
            return
        self._changed = False
        text = json.dumps(self._kept(now))
        try:
            await asyncio.to_thread(write_whole, self._path, text)
        except OSError:
            self._changed = True

    def _kept(self, now: int) -> dict[str, object]:
        used = [(self._name(sender, now), each) for sender, each in self._heavy()]
        used += self._earlier.items()
        sites = self._sites.items()
        return {
            "day": self._day,
            "sites": {site: (each.texts, each.others, each.bare) for site, each in sites},
            "senders": {name: (round(each.used), each.at) for name, each in used[:MOST_KEPT]},
        }

    def _heavy(self) -> list[tuple[str, Bucket]]:
        least = self.share * WORTH_KEEPING
        heavy = [each for each in self._senders.items() if each[1].used > least]
        return sorted(heavy, key=lambda each: -each[1].used)[:MOST_KEPT]

    def _of(self, site_id: int, at: int) -> SiteDay:
        if at // DAY != self._day:
            self._day, self._sites = at // DAY, {}
        self._changed = True
        return self._sites.setdefault(site_id, SiteDay())

    def _take(self, address: str, cost: int, now: int) -> bool:
        if not address:
            return True  # a program with a token, which speaks for many
        self._changed = True
        key = rate_key(address)
        bucket = self._senders.get(key)
        if bucket is None:
            bucket = self._senders[key] = self._known(key, now) or Bucket(0.0, now)
            if len(self._senders) > MOST_SENDERS:
                self._senders.popitem(last=False)
        self._senders.move_to_end(key)
        return bucket.take(cost, self.share, now)

    def _known(self, key: str, now: int) -> Bucket | None:
        if not self._earlier:
            return None
        names = self._name(key, now), self._name(key, now - DAY)  # it may have been before midnight
        found = [self._earlier.pop(name) for name in names if name in self._earlier]
        return max(found, key=lambda each: each.used, default=None)

    def _name(self, key: str, now: int) -> str:
        return blake2b(key.encode(), key=self._salt(now), digest_size=8).hexdigest()


NOTHING = SiteDay()


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


def _brought(each: tuple[int, SiteDay]) -> int:
    return each[1].texts + each[1].others
