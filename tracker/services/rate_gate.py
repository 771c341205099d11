"""Token buckets by address and by site, in bounded memory."""

from __future__ import annotations

from collections.abc import Hashable

MOST_KEYS = 100_000


class RateGate:
    """`rate` a second, `burst` at once, for each key. Time is passed in as monotonic seconds."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: dict[Hashable, list[float]] = {}

    def allows(self, key: Hashable, now: float) -> bool:
        """Take a token; False when there is none."""
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= MOST_KEYS:
                self._buckets.pop(next(iter(self._buckets)))
            self._buckets[key] = [self._burst - 1, now]
            return True
        tokens = min(self._burst, bucket[0] + (now - bucket[1]) * self._rate)
        bucket[1] = now
        if tokens < 1:
            bucket[0] = tokens
            return False
        bucket[0] = tokens - 1
        return True
