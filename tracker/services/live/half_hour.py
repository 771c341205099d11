"""The last thirty minutes of a site: pageviews by the minute, visits by country."""

from __future__ import annotations

from collections import deque

from tracker.domain.visits import MINUTE

MINUTES = 30


class HalfHour:
    """Only what is asked for live; the log has the rest. Times in ms, UTC. A visit counts in the
    minute of its last pageview: whoever keeps the visit keeps that minute's number, too."""

    def __init__(self) -> None:
        self.minutes = [0] * MINUTES  # oldest first, the last one still running
        self.countries: dict[str, int] = {}
        self._by_minute = deque[dict[str, int]]({} for _ in range(MINUTES))
        self._minute = 0
        self._ends = MINUTE  # of the running minute, ms

    @property
    def minute_at(self) -> int:
        """When the running minute began."""
        return self._minute * MINUTE

    def pageview(self, at: int) -> int:
        """Count it; gives its minute."""
        if at >= self._ends:
            self.turn_to(at)
        self.minutes[-1] += 1
        return self._minute

    def add(self, country: str) -> None:
        """Count a visit in the running minute."""
        self._add(self._by_minute[-1], country)

    def forget(self, minute: int, country: str) -> None:
        """A visit that was counted there is to be counted elsewhere."""
        back = self._minute - minute
        if 0 <= back < MINUTES and country in self._by_minute[-1 - back]:
            _less(self._by_minute[-1 - back], country, 1)
            _less(self.countries, country, 1)

    def move(self, minute: int, before: str, country: str) -> None:
        """The country of a visit has been found after its last pageview."""
        back = self._minute - minute
        if 0 <= back < MINUTES:
            self.forget(minute, before)
            self._add(self._by_minute[-1 - back], country)

    def turn_to(self, at: int) -> bool:
        """Move on to the minute of `at`; whether that changed anything."""
        passed = at // MINUTE - self._minute
        if passed <= 0:
            return False
        kept = self.minutes[min(passed, MINUTES) :]
        self.minutes = kept + [0] * (MINUTES - len(kept))
        for _ in range(min(passed, MINUTES)):
            for country, visits in self._by_minute.popleft().items():
                _less(self.countries, country, visits)
            self._by_minute.append({})
        self._minute += passed
        self._ends = (self._minute + 1) * MINUTE
        return True

    def step_back(self, at: int) -> int:
        """The clock was put back: what was the running minute is the one of `at`. By how many."""
        minutes = max(self._minute - at // MINUTE, 0)
        self._minute -= minutes
        self._ends = (self._minute + 1) * MINUTE
        return minutes

    def _add(self, minute: dict[str, int], country: str) -> None:
        if country:
            minute[country] = minute.get(country, 0) + 1
            self.countries[country] = self.countries.get(country, 0) + 1


def _less(counts: dict[str, int], country: str, by: int) -> None:
    counts[country] -= by
    if counts[country] <= 0:
        del counts[country]
