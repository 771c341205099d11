"""Rows of our own on their way into the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from tracker.domain.rows import Row
from tracker.services.recording.entries import Recording
from tracker.storage.log.event_log import WholeLog

AT_ONCE = 500  # rows that wait for the writer, beside the hits

Record = Callable[[Sequence[Row]], Awaitable[None]]


def straight(events: WholeLog) -> Record:
    """Where no recorder runs."""

    async def record(rows: Sequence[Row]) -> None:
        await events.append(rows)

    return record


def behind_hits(recorder: Recording) -> Record:
    """Behind every hit that was taken before."""

    async def record(rows: Sequence[Row]) -> None:
        for first in range(0, len(rows), AT_ONCE):
            await asyncio.gather(*map(recorder.record, rows[first : first + AT_ONCE]))

    return record


def fenced(record: Record, check: Callable[[], Awaitable[None]]) -> Record:
    """`check` raises Fenced where another does the work by now: what was made of the log before
    that is not recorded."""

    async def checked(rows: Sequence[Row]) -> None:
        await check()
        await record(rows)

    return checked
