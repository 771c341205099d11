"""What is kept for a time, and of that no more than there is room for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Expiring(Generic[K, V]):
    """At most `most` values, each until its time is over; the longest unused goes first. For what
    is small and of one size: texts that strangers choose belong into Remembered."""

    __slots__ = ("_clock", "_kept", "_most")

    def __init__(self, clock: Callable[[], float], most: int) -> None:
        """`clock`: in the unit in which lives are given."""
        self._clock = clock
        self._most = most
        self._kept: dict[K, tuple[V, float]] = {}

    def put(self, key: K, value: V, life: float) -> None:
        """Keep it from now on, instead of what was kept before."""
        self._kept.pop(key, None)
        while self._kept and (len(self._kept) >= self._most or self._is_over()):
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (value, self._clock() + life)

    def get(self, key: K) -> V | None:
        """The value, while its time is not over."""
        kept = self._kept.pop(key, None)
        if kept is None or self._clock() >= kept[1]:
            return None
        self._kept[key] = kept
        return kept[0]

    def pop(self, key: K) -> V | None:
        """The same, and it is kept no longer."""
        value = self.get(key)
        self._kept.pop(key, None)
        return value

    def __len__(self) -> int:
        return len(self._kept)

    def _is_over(self) -> bool:
        """Whether the time of the longest unused is."""
        return self._clock() >= next(iter(self._kept.values()))[1]
