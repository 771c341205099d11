"""Live fan-out: `publish` what was committed, `watch` a site. A slow watcher holds nobody back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tracker.domain.filters import EVERYTHING, Filter
from tracker.domain.message_of import message_of
from tracker.domain.rows import Row, SiteRemoval
from tracker.services.live.frames import Frame, Message, NoRow, Sink, encode
from tracker.services.live.met import Room
from tracker.services.live.watchers import Watcher

APART = 0.05  # seconds between two frames of a channel, at least
REPLAYS = 2  # parts that are read at once: hits are answered between them, also when all come back


class Channel:
    """The watchers of one site with one filter of events: they get the same frames. `messages`: the
    frames say what is in them, for watchers who select visits."""

    def __init__(self, wanted: Filter, messages: bool) -> None:
        self.watchers: set[Watcher] = set()
        self.passes = None if messages or wanted == EVERYTHING else wanted.passes
        self._pending: list[bytes] = []
        self._messages: list[Message] | None = [] if messages else None
        self._cursor = 0
        self._timer: asyncio.Handle | None = None

    def add(self, message: Message, data: bytes, cursor: int = 0) -> bool:
        """Take a message and its text; whether it is to be flushed at once. What comes soon after
        a frame goes out together, by itself."""
        self._pending.append(data)
        if self._messages is not None:
            self._messages.append(message)
        self._cursor = cursor or self._cursor
        return self._timer is None

    def flush(self) -> None:
        """Send what waits as one frame; the next one follows a little later."""
        if not self._pending:
            return
        if self._timer is not None:
            self._timer.cancel()
        frame = Frame(b"[" + b",".join(self._pending) + b"]", self._cursor, self._messages or ())
        self._pending, self._cursor = [], 0
        self._messages = None if self._messages is None else []
        self._timer = asyncio.get_running_loop().call_later(APART, self._go_on)
        for watcher in self.watchers:
            watcher.offer(frame)

    def _go_on(self) -> None:
        self._timer = None
        self.flush()


class Live:
    """Channels by site and filter; None is for all who select visits, each its own. `selected` is
    the room for these."""

    def __init__(self) -> None:
        self._sites: dict[int, dict[Filter | None, Channel]] = {}
        self._watchers = 0
        self.selected = Room()
        self.replays = asyncio.Semaphore(REPLAYS)

    @property
    def watchers(self) -> int:
        return self._watchers

    @property
    def watched(self) -> list[int]:
        return list(self._sites)

    @contextmanager
    def watch(self, site_id: int, wanted: Filter, sink: Sink | None = None) -> Iterator[Watcher]:
        """Receive what is published from now on. What was flushed before is not received. Where
        the filter selects visits, all messages come, and the sink gets none: to say which of them
        are wanted the log is read, which `publish` has no time for."""
        channels = self._sites.setdefault(site_id, {})
        key, sink = (None, None) if wanted.selects_visits else (wanted, sink)
        channel = channels.get(key) or channels.setdefault(key, Channel(wanted, key is None))
        channel.flush()
        watcher = Watcher(sink)
        channel.watchers.add(watcher)
        self._watchers += 1
        try:
            yield watcher
        finally:
            self._watchers -= 1
            channel.watchers.discard(watcher)
            if not channel.watchers:
                channels.pop(key, None)
            if not channels:
                self._sites.pop(site_id, None)

    def publish(self, rows: Sequence[Row]) -> None:
        """Tell the watchers of committed rows, each encoded once."""
        idle, removed = list[Channel](), list[int]()
        for row in rows:
            channels = self._sites.get(row.site_id)
            if channels is None or (message := message_of(row)) is None:
                continue
            data, cursor = encode(message), row.cursor
            for channel in channels.values():
                passes = channel.passes
                if (passes is None or passes(message)) and channel.add(message, data, cursor):
                    idle.append(channel)
            if isinstance(row, SiteRemoval):
                removed.append(row.site_id)
        for channel in idle:
            channel.flush()
        for site_id in removed:
            self._end(site_id)

    def tell(self, site_id: int, message: NoRow) -> None:
        """Tell all watchers of a site something that is not in the log."""
        if channels := self._sites.get(site_id):
            data = encode(message)
            for channel in channels.values():
                if channel.add(message, data):
                    channel.flush()

    def close(self) -> None:
        """End every watcher: the server stops."""
        for site_id in self._sites:
            self._end(site_id)

    def _end(self, site_id: int) -> None:
        for channel in self._sites[site_id].values():
            channel.flush()
            for watcher in channel.watchers:
                watcher.close()
