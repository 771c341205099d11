"""Where the log's rows are kept for good, and asked: filed behind the log, shard by shard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from tracker.domain.rows import Row


class Filing(Protocol):
    """Rows may be filed again, in any parts: that changes nothing."""

    async def mark(self, shard: int) -> int:
        """The cursor up to which all of the shard's rows are filed; 0 at first. Raises
        RefusesForNow."""

    async def file(self, shard: int, rows: Sequence[Row]) -> None:
        """The rows that follow the mark, in order, and then the mark behind them. Raises
        RefusesForNow: some may be filed all the same."""


class Summing(Protocol):
    """Sums of days, made of what is filed. Broken off, they do not stand and are made again. All
    raise StorageError."""

    async def stale(self) -> list[tuple[int, int]]:
        """Sites and days whose sums were made, or begun, and do not stand any more."""

    async def days_to_sum(self, site_id: int, zone: str, now: int) -> list[int]:
        """Local days of the site that are over at `now` (ms, UTC) and whose sums do not stand, in
        order."""

    async def sum_up(self, site_id: int, zone: str, days: Sequence[int]) -> None:
        """Make the sums of these days."""

    async def keep_at_hand(self, site_id: int, zone: str, now: int) -> bool:
        """Bring what is kept of the site's visits on days that are not over at `now` (ms, UTC) to
        what is filed; False where it is too small for that."""

    def generation(self) -> int:
        """A number greater than that of all sums that were begun."""

    async def clean(self, before: int, is_ours: Callable[[int], bool]) -> None:
        """What was removed goes for good, and sums of generations below `before` that others have
        followed; of our sites."""
