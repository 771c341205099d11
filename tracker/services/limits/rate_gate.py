"""Rates by address and by site, in bounded memory."""

from __future__ import annotations

from collections.abc import Hashable

MOST_KEYS = 100_000
ROUNDING = 1e-6  # seconds


class RateGate:
    """`rate` a second, `burst` at once, for each key. Time is passed in as monotonic seconds.

    A key has one number: when its bucket will be full again. Those not seen for long are forgotten
    half of `most` at a time, and a bucket that is full again by then loses nothing."""

    def __init__(self, rate: float, burst: float, most: int = MOST_KEYS) -> None:
        self.becomes(rate, burst)
        self._half = most // 2
        self._full_at: dict[Hashable, float] = {}
        self._older: dict[Hashable, float] = {}

    def becomes(self, rate: float, burst: float) -> None:
        """From the next try on."""
        self._apart = 1 / rate
        self._ahead = (burst - 1) / rate + ROUNDING

    def allows(self, key: Hashable, now: float) -> bool:
        """Take a token; False when there is none."""
        full_at = self._full_at.get(key)
        if full_at is None:
            full_at = self._older.pop(key, now)
            if len(self._full_at) >= self._half:
                self._older, self._full_at = self._full_at, {}
        if full_at < now:  # noqa: PLR1730 - max() costs a third of the whole call
            full_at = now
        allowed = full_at - now <= self._ahead
        self._full_at[key] = full_at + self._apart if allowed else full_at
        return allowed

    def __len__(self) -> int:
        return len(self._full_at) + len(self._older)
