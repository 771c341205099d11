"""How many bytes senders have had kept: a leaking bucket for each address, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, NamedTuple

from tracker.domain.addresses import network_of, rate_key
from tracker.domain.shares import DAY, Bucket

MOST_SENDERS = 20_000  # in memory; about 5 MB
MOST_KEPT = 1_000  # over a restart: those who have used most
WORTH_KEEPING = 0.01  # of a share
SHOWN = 10


class Heavy(NamedTuple):
    """A network whose senders have had most kept: /24 or /48, "" of before the restart."""

    network: str
    bytes: int
    share: float  # of what an address may have at once


class Senders:
    """`salt` gives the key of a day's hashes. Times in ms, UTC."""

    def __init__(self, share: int, salt: Callable[[int], bytes]) -> None:
        self.share = share  # bytes an address and day
        self._salt = salt
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._earlier: dict[str, Bucket] = {}  # by hash, of before the restart

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, address: str, cost: int, now: int) -> bool:
        """Whether so many bytes more are within the address's share; they are counted then."""
        key = rate_key(address)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = self._of_earlier(key, now) or Bucket(0.0, now)
            if len(self._buckets) > MOST_SENDERS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take(cost, self.share, now)

    def heaviest(self, now: int) -> list[Heavy]:
        """Whose addresses have had most kept of late, as networks; nothing of it is stored."""
        used: dict[str, list[int]] = {}
        known = [(network_of(key.partition("/")[0]), each) for key, each in self._buckets.items()]
        for network, bucket in (*known, *(("", each) for each in self._earlier.values())):
            used.setdefault(network, []).append(int(bucket.leak(self.share, now)))
        found = [Heavy(net, sum(each), max(each) * 4 / self.share) for net, each in used.items()]
        return sorted((each for each in found if each.bytes), key=lambda each: -each.bytes)[:SHOWN]

    def kept(self, now: int) -> dict[str, tuple[int, int]]:
        """What a restart goes on from, by hash."""
        least = self.share * WORTH_KEEPING
        heavy = [each for each in self._buckets.items() if each[1].used > least]
        heavy.sort(key=lambda each: -each[1].used)
        used = [(self._name(sender, now), each) for sender, each in heavy[:MOST_KEPT]]
        used += self._earlier.items()
        return {name: (round(each.used), each.at) for name, each in used[:MOST_KEPT]}

    def go_on(self, kept: Any, now: int) -> None:
        """From what was kept; raises what text does that is none of ours."""
        self._earlier = {
            name: Bucket(float(used), min(int(at), now)) for name, (used, at) in kept.items()
        }

    def _of_earlier(self, key: str, now: int) -> Bucket | None:
        if not self._earlier:
            return None
        names = self._name(key, now), self._name(key, now - DAY)  # it may have been before midnight
        found = [self._earlier.pop(name) for name in names if name in self._earlier]
        return max(found, key=lambda each: each.used, default=None)

    def _name(self, key: str, now: int) -> str:
        return blake2b(key.encode(), key=self._salt(now), digest_size=8).hexdigest()
