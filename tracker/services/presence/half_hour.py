"""The last thirty minutes of a site: pageviews by the minute, visits by country and by source."""

from __future__ import annotations

from heapq import nlargest
from operator import itemgetter

from tracker.domain.visits import MINUTE
from tracker.services.presence.by_minute import MINUTES, ByMinute

MOST_SOURCES = 50  # that are told of


class HalfHour:
    """Only what is asked for live; the log has the rest. Times in ms, UTC. A visit counts in the
    minute of its last pageview: whoever keeps the visit keeps that minute's number, too."""

    def __init__(self) -> None:
        self.minutes = [0] * MINUTES  # oldest first, the last one still running
        self._countries = ByMinute()
        self._sources = ByMinute()
        self._minute = 0
        self._ends = MINUTE  # of the running minute, ms

    @property
    def minute_at(self) -> int:
        """When the running minute began."""
        return self._minute * MINUTE

    @property
    def countries(self) -> dict[str, int]:
        return self._countries.counts

    @property
    def sources(self) -> dict[str, int]:
        """Those that brought most."""
        counts = self._sources.counts
        if len(counts) <= MOST_SOURCES:
            return counts
        return dict(nlargest(MOST_SOURCES, counts.items(), key=itemgetter(1)))

    def pageview(self, at: int) -> int:
        """Count it; gives its minute."""
        if at >= self._ends:
            self.turn_to(at)
        self.minutes[-1] += 1
        return self._minute

    def add(self, country: str, source: str) -> None:
        """Count a visit in the running minute."""
        self._countries.add(0, country)
        self._sources.add(0, source)

    def forget(self, minute: int, country: str, source: str) -> None:
        """A visit that was counted there is to be counted elsewhere."""
        back = self._minute - minute
        if 0 <= back < MINUTES:
            self._countries.forget(back, country)
            self._sources.forget(back, source)

    def move(self, minute: int, before: str, country: str) -> None:
        """The country of a visit has been found after its last pageview."""
        back = self._minute - minute
        if 0 <= back < MINUTES:
            self._countries.forget(back, before)
            self._countries.add(back, country)

    def turn_to(self, at: int) -> bool:
        """Move on to the minute of `at`; whether that changed anything."""
        passed = at // MINUTE - self._minute
        if passed <= 0:
            return False
        kept = self.minutes[min(passed, MINUTES) :]
        self.minutes = kept + [0] * (MINUTES - len(kept))
        for _ in range(min(passed, MINUTES)):
            self._countries.turn()
            self._sources.turn()
        self._minute += passed
        self._ends = (self._minute + 1) * MINUTE
        return True

    def step_back(self, at: int) -> int:
        """The clock was put back: what was the running minute is the one of `at`. By how many."""
        minutes = max(self._minute - at // MINUTE, 0)
        self._minute -= minutes
        self._ends = (self._minute + 1) * MINUTE
        return minutes
