"""The last thirty minutes of a site: pageviews by the minute, visits by country."""

from __future__ import annotations

MINUTE = 60_000  # ms
MINUTES = 30


class HalfHour:
    """Only what is asked for live; the log has the rest. Times in ms, UTC."""

    def __init__(self) -> None:
        self.minutes = [0] * MINUTES  # oldest first, the last one still running
        self.countries: dict[str, int] = {}
        self._minute = 0
        self._visits: dict[int, tuple[int, str]] = {}  # in the order of their last pageview

    @property
    def minute_at(self) -> int:
        """When the running minute began."""
        return self._minute * MINUTE

    def pageview(self, visit: int, country: str, at: int) -> None:
        self.turn_to(at)
        self.minutes[-1] += 1
        known = self._visits.pop(visit, None)
        self._visits[visit] = (at, known[1] if known else country)
        if known is None and country:
            self.countries[country] = self.countries.get(country, 0) + 1

    def correct(self, visit: int, country: str) -> None:
        """The visit's country has been found after its first pageview."""
        known = self._visits.get(visit)
        if known and known[1] != country:
            self._count_off(known[1])
            self._visits[visit] = (known[0], country)
            self.countries[country] = self.countries.get(country, 0) + 1

    def turn_to(self, at: int) -> bool:
        """Move on to the minute of `at`; whether that changed anything."""
        minute = at // MINUTE
        passed = minute - self._minute
        if passed <= 0:
            return False
        kept = self.minutes[min(passed, MINUTES) :]
        self.minutes = kept + [0] * (MINUTES - len(kept))
        self._minute = minute
        while self._visits:
            visit, (last, country) = next(iter(self._visits.items()))
            if at - last < MINUTES * MINUTE:
                break
            del self._visits[visit]
            self._count_off(country)
        return True

    def _count_off(self, country: str) -> None:
        left = self.countries.get(country, 0) - 1
        if left > 0:
            self.countries[country] = left
        else:
            self.countries.pop(country, None)
