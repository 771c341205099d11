"""Names that have not been seen for a month, or never."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.domain.alerts.alert import ANEW

MOST = 10_000  # names of one site


class FirstTimes:
    """Sources or campaigns of a site. Until `learn` has told what was seen before the start, what
    comes is kept back: `is_new` says of nothing that it is."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        self.knows = False  # what was before

    def is_new(self, name: str, at: int) -> bool:
        """Whether a visit of that time (ms UTC) is the first from there."""
        if not self.knows:
            if name in self._waiting or len(self._waiting) < MOST:
                self._waiting[name] = self._waiting.get(name, 0) + 1
            return False
        last = self._seen.get(name)
        self._put(name, at)
        return last is None or at - last >= ANEW

    def learn(self, visits: Mapping[str, int], at: int) -> list[str]:
        """How many visits of the last month came from where, up to a moment ago; gives the names
        that are new of those that were kept back: all of their visits are among them."""
        waited, self._waiting, self.knows = self._waiting, {}, True
        for name in [*visits, *waited]:
            self._put(name, at)
        return [name for name, times in waited.items() if visits.get(name, 0) <= times]

    def _put(self, name: str, at: int) -> None:
        self._seen.pop(name, None)
        self._seen[name] = at
        if len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]
