"""How an import's rows come into the log: behind every hit that waits, or straight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tracker.services.recording.recorder import Placed, Recorder
from tracker.services.reports.site_heads import SiteHeads
from tracker.storage.log.event_log import EventLog

Write = Callable[[Placed], Awaitable[bool]]  # whether somebody else wants the writer


def behind(recorder: Recorder, heads: SiteHeads) -> Write:
    """When no hit waits. Nobody is told of the rows but reports."""
    seen = recorder.commits.rows

    async def write(placed: Placed) -> bool:
        nonlocal seen
        before, seen = seen, recorder.commits.rows
        heads.apply(await recorder.bring(placed))
        return recorder.at_work or recorder.commits.rows != before

    return write


def straight(log: EventLog) -> Write:
    """Where no recorder runs."""

    async def write(placed: Placed) -> bool:
        rows, also = placed(log.head)
        await log.bring(rows, also)
        return False

    return write
