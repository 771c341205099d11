"""Where the log's rows are kept for good, and asked: filed behind the log, shard by shard."""

from __future__ import annotations

from collections.abc import Sequence
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
