"""How an import's rows come into the log: behind every hit that waits, or straight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tracker.services.recording.recorder import Recorder, Work
from tracker.services.reports.site_heads import SiteHeads
from tracker.storage.log.event_log import WholeLog

LATELY = 2.0  # seconds since a hit in which another one is expected
Write = Callable[[int, Work], Awaitable[bool]]  # of a site; whether somebody else wants the writer


def behind(recorder: Recorder, heads: SiteHeads, monotonic: Callable[[], float]) -> Write:
    """When no hit waits. Nobody is told of the rows but reports."""
    seen, last = recorder.commits.rows, monotonic()

    async def write(site_id: int, work: Work) -> bool:
        nonlocal seen, last
        heads.reach(site_id, await recorder.behind(work))
        if recorder.at_work or recorder.commits.rows != seen:
            seen, last = recorder.commits.rows, monotonic()
        return monotonic() - last < LATELY

    return write


def straight(log: WholeLog) -> Write:
    """Where no recorder runs."""

    async def write(_site_id: int, work: Work) -> bool:
        await work(log)
        return False

    return write
