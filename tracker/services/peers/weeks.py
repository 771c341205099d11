"""Hits of a week by the name under which they came, in days of a site's own."""

from __future__ import annotations

from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import day_number, local_day

DAYS = 7
MOST_NAMES = 300  # of one product: more than a site may have at a time

Hits = Annotated[list[int], msgspec.Meta(min_length=DAYS, max_length=DAYS)]


class Lately(NamedTuple):
    """Hits of the day that is, and of the seven days of which it is the last."""

    today: int = 0
    week: int = 0


class Week(msgspec.Struct, gc=False):
    """`names`: hits of the last days by name, today's first. `day`: the one that is counted, since
    1970; it ends at `ends`, ms UTC."""

    day: int = 0
    ends: int = 0
    names: dict[str, Hits] = msgspec.field(default_factory=dict)

    def turn(self, at: int, zone: ZoneInfo) -> None:
        """Begin the day that it is by then."""
        day = day_number(at, zone)
        passed = min(max(day - self.day, 0), DAYS)
        self.day, self.ends = day, local_day(at, zone).end
        self.names = {
            name: ([0] * passed + hits)[:DAYS]
            for name, hits in self.names.items()
            if any(hits[: DAYS - passed])
        }

    def hits_of(self, name: str) -> list[int]:
        """Those of a name that is new, to be raised."""
        return self.names.setdefault(name, [0] * DAYS) if len(self.names) < MOST_NAMES else [0]

    def lately(self, name: str, day: int) -> Lately:
        """Of a name, on a day since 1970."""
        passed = max(day - self.day, 0)
        hits = self.names.get(name, [])
        today = hits[0] if hits and not passed else 0
        return Lately(today, sum(hits[: max(DAYS - passed, 0)]))
