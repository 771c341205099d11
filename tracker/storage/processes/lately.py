"""What is filed of a shard's newest rows, as whoever writes behind them has to know it: all that is
too much to be read from the log row by row."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import NamedTuple, Protocol


class Since(NamedTuple):
    """The shard's events from that time on (ms, UTC), up to the cursor `upto`."""

    shard: int
    at: int
    upto: int


class SeenVisit(NamedTuple):
    """`at`: when its newest event was, ms UTC."""

    visitor: int
    visit: int
    at: int


class SeenBeacon(NamedTuple):
    """`cursor`: of its pageview; 0 where it is another event's. `at`: ms, UTC."""

    beacon: int
    visit: int
    cursor: int
    at: int


class Newcomers(NamedTuple):
    """Who was counted as new on a site within some seconds; `at`: when the last of them came, ms
    UTC."""

    at: int
    site_id: int
    visitors: Sequence[int]


class Lately(Protocol):
    """Some at a time, oldest first, at most so many of the newest. What imports have brought is of
    another time. All of it raises RefusesForNow."""

    async def mark(self, shard: int) -> int:
        """The cursor up to which all of the shard's rows are here; 0 at first."""

    async def newest_id(self, since: Since) -> int:
        """The greatest id of an event; 0 where there is none."""

    async def resets(self) -> Sequence[tuple[int, int]]:
        """Sites whose numbers have begun anew, with the cursor up to which they hold no more."""

    async def removed(self) -> Sequence[int]:
        """Sites that are gone."""

    def visits(self, since: Since, most: int) -> AsyncGenerator[Sequence[SeenVisit], None]:
        """By their visitors; tests are none."""

    def beacons(self, since: Since, most: int) -> AsyncGenerator[Sequence[SeenBeacon], None]:
        """Of all events that have one."""

    def newcomers(self, since: Since, most: int) -> AsyncGenerator[Sequence[Newcomers], None]:
        """Where a site's numbers have begun anew, those of behind that."""
