"""One open live view, and what waits for it. A slow one holds nobody back."""

from __future__ import annotations

import asyncio
from collections import deque

from tracker.services.live.frames import Frame, Sink

INBOX = 64  # frames a watcher may be behind
INBOX_BYTES = 2_000_000  # of those; one site's watchers share their frames


class Watcher:
    """One open live view: a bounded inbox of frames. While nothing waits in it and its reader is
    idle, frames go straight into the sink: waking a task for each would be the larger cost."""

    def __init__(self, sink: Sink | None = None) -> None:
        self._sink = sink
        self._idle = False
        self._inbox: deque[Frame] = deque()
        self._waiting = 0  # bytes
        self._arrived = asyncio.Event()
        self.cursor = 0  # of the last frame that went into the sink
        self.skipped = False  # the inbox ran over; what was in it is in the log
        self.closed = False

    def offer(self, frame: Frame) -> None:
        if self.skipped:
            return
        if self._idle and not self._inbox and self._sink and self._sink(frame):
            self.cursor = frame.cursor or self.cursor
            return
        self._waiting += len(frame.data)
        if len(self._inbox) == INBOX or self._waiting > INBOX_BYTES:
            self._inbox.clear()
            self.skipped = True
        else:
            self._inbox.append(frame)
        self._arrived.set()

    def close(self) -> None:
        self.closed = True
        self._arrived.set()

    async def next(self) -> Frame | None:
        """The next frame; None when something was skipped, and after the last of a closed one."""
        while not self._inbox and not self.skipped and not self.closed:
            self._arrived.clear()
            self._idle = True
            await self._arrived.wait()
        self._idle = False
        if not self._inbox:
            return None
        frame = self._inbox.popleft()
        self._waiting -= len(frame.data)
        return frame
