"""Hits that wait for their turn to be written: bounded in number, and in the time they wait."""

from __future__ import annotations

import asyncio
from collections import deque

from tracker.services.recording.entries import Entry, Outcome, answer

BATCH = 500
PATIENCE = 4.0  # seconds in the queue; older entries are refused before their transaction begins


class Waiting:
    """Entries in the order in which they came, at most `size`."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._queue: deque[Entry] = deque()
        self._wake = asyncio.Event()
        self.closing = False

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, entry: Entry) -> bool:
        """False when it is full or closing, and nothing was queued."""
        waiting = len(self._queue)
        if waiting >= self._size or self.closing:
            return False
        self._queue.append(entry)
        if not waiting:  # else somebody is at work, and looks again
            self._wake.set()
        return True

    def look(self) -> None:
        """Have whoever waits look round, though nothing was put."""
        self._wake.set()

    async def something(self, within: float | None) -> bool:
        """Wait until something comes, or it closes; False after so many seconds without."""
        self._wake.clear()
        try:
            async with asyncio.timeout(within):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True

    def take(self, now: float) -> list[Entry]:
        """The next batch. Whoever has waited too long (`now`: monotonic seconds) is told so."""
        batch = self._next()
        oldest = now - PATIENCE
        if batch[0].since >= oldest:
            return batch
        answer([entry for entry in batch if entry.since < oldest], Outcome.BUSY)
        return [entry for entry in batch if entry.since >= oldest]

    def _next(self) -> list[Entry]:
        queue = self._queue
        if len(queue) > BATCH:
            return [queue.popleft() for _ in range(BATCH)]
        batch = list(queue)
        queue.clear()
        return batch

    def take_no_more(self) -> None:
        """Until a restart: no hit need wait to hear that nothing can be written."""
        self._size = 0

    def close(self) -> None:
        """Take nothing from now on."""
        self.closing = True
        self._wake.set()
