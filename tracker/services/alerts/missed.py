"""What the watch of sites knew when it was kept last, and what has come since then and nobody has
looked at: the server may have been killed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from tracker.domain.rows import Leave, Row
from tracker.services.alerts.site_watch import SiteWatch
from tracker.storage.alerts.memories import all_memories
from tracker.storage.file.transactions import Accounts
from tracker.storage.log.event_log import PART, RANGE, WholeLog

# Those sites' pages that were left behind a cursor, and up to one.
Left = Callable[[Collection[int], int, int], Awaitable[Sequence[Leave]]]
MOST_AGAIN = 100_000  # rows of the log that are looked at once more, some seconds


async def take_up(db: Accounts, watches: Mapping[int, SiteWatch]) -> dict[int, int]:
    """What was kept; up to which cursor of the log each site is known by it."""
    memories = await all_memories(db)
    known = {site_id: memories[site_id] for site_id in watches if site_id in memories}
    for site_id, memory in known.items():
        watches[site_id].take_up(memory.of_site)
    return {site_id: memory.upto for site_id, memory in known.items()}


async def read_before(
    left: Left, log: WholeLog, watches: Mapping[int, SiteWatch], known: Mapping[int, int]
) -> None:
    """Pages that were left up to those cursors: what they have reached is not told again. Of a site
    of which nothing was kept, all there are."""
    sites = [site_id for site_id, watch in watches.items() if watch.waits_for_reading]
    cursor = log.head - MOST_AGAIN
    while sites and cursor < log.head:
        for row in await left(sites, cursor, cursor + RANGE):
            if row.cursor <= known.get(row.site_id, log.head):
                watches[row.site_id].left_before(row)
        cursor += RANGE


async def look_again(
    log: WholeLog, known: Mapping[int, int], oldest: int, apply: Callable[[Sequence[Row]], None]
) -> None:
    """Rows behind those cursors, though none of before `oldest` (ms, UTC): that is no news."""
    if not known:
        return
    cursor = max(min(known.values()), log.head - MOST_AGAIN)
    while rows := await log.rows_after(cursor, PART):
        cursor = rows[-1].cursor
        missed = [row for row in rows if row.cursor > known.get(row.site_id, cursor)]
        apply([row for row in missed if not isinstance(row, Leave) or row.at >= oldest])
