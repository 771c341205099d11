"""A site's newest events before a cursor: those that its shard has, and where that is not enough,
those that are filed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tracker.domain.events import Event
from tracker.domain.news import news_of
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.older import Older
from tracker.storage.processes.shard_log import Forgotten, ShardLog
from tracker.storage.shared_log.known import known_by
from tracker.storage.shared_log.marks import MISSING, Unavailable

AT_MOST = 1_000  # messages of a shard that are looked through
ALL = 1 << 40  # rows, however many there are


class Recent(NamedTuple):
    """Oldest first, as they are known by now. `before`: where to search on; 0 where there are no
    more. `missing`: why there may be older ones that can't be read; "" where they can."""

    events: list[Event]
    before: int
    missing: str = ""

    def check(self) -> None:
        """Raises Unavailable where all there are can't be read."""
        if self.missing and not self.events:
            raise Unavailable(self.missing)

    def of_visits(self, visits: Collection[int]) -> Recent:
        """Those of them."""
        return self._replace(events=[each for each in self.events if each.visit in visits])


class Asked(NamedTuple):
    """`mark`: up to where the shard is filed; None where nobody says. `head`: what of it counts."""

    shard: int
    site_id: int
    mark: int | None
    head: int
    before: int
    most: int


class Read(NamedTuple):
    """The shard's rows behind the cursor `first`. `is_all`: it keeps none before."""

    rows: Sequence[Row]
    first: int
    is_all: bool = False


async def recent_rows(log: ShardLog, older: Older, asked: Asked) -> Recent:
    """So many; fewer where there are no more, or where `before` says to search on. Raises
    RefusesForNow."""
    upto = min(asked.before - 1, asked.head)
    read = await _read(log, asked, upto)
    events = [row for row in read.rows if isinstance(row, Event) and row.cursor <= upto]
    known = known_by(events, read.rows)[-asked.most :]
    if len(known) == asked.most:
        return Recent(known, known[0].cursor)
    if asked.mark is not None and read.first <= asked.mark:
        return await _with_older(older, asked, known, read.rows)
    if message_with(read.first) <= 1:
        return Recent(known, 0)
    if not read.is_all:
        return Recent(known, read.first + 1)
    return Recent(known, read.first + 1, f"{MISSING}.")


async def _with_older(
    older: Older, asked: Asked, known: list[Event], rows: Sequence[Row]
) -> Recent:
    assert asked.mark is not None
    before = min(asked.before, asked.mark + 1, asked.head + 1)
    most = asked.most - len(known)
    try:
        found = await older.events_before(asked.site_id, before, most)
    except RefusesForNow as error:
        return Recent(known, before, f"{MISSING}: {error}")
    events = known_by(found, rows) + known
    return Recent(events, found[0].cursor if len(found) == most else 0)


async def _read(log: ShardLog, asked: Asked, upto: int) -> Read:
    """What the shard has from the mark on, or of its newest messages up to there; and what came
    behind them, unless that is very much."""
    first = cursor_in(max(message_with(upto) - AT_MOST, 0), 0)
    first = max(first, min(asked.mark or 0, asked.head))
    last = asked.head
    if message_with(last) - message_with(first) > 2 * AT_MOST:
        last = upto
    try:
        return Read(await _rows(log, asked, first, last), first)
    except Forgotten:
        first = await log.since(asked.shard, 0)
    return Read(await _rows(log, asked, first, last), first, is_all=True)


async def _rows(log: ShardLog, asked: Asked, first: int, last: int) -> Sequence[Row]:
    if first >= last:
        return ()
    return news_of(await log.rows_after(asked.shard, asked.site_id, first, last, ALL))
