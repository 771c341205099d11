"""What strangers see of sites as it happens: rewritten once for all who see the same, and kept, so
that one more of them costs nothing that the others have not paid."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

import msgspec

from tracker.domain.filters import EVERYTHING
from tracker.domain.strangers_view import SEEN, Message, told_event, told_presence
from tracker.services.live.follow import Follower
from tracker.services.live.frames import Frame, Sink, frame_of
from tracker.services.live.watchers import Watcher
from tracker.storage.sites.sites import Site

log = logging.getLogger(__name__)

RECENT = 100  # pageviews that a new view begins with
Key = tuple[Site, frozenset[str]]
LINGERS = 60.0  # seconds that a feed goes on for nobody: the next one soon comes


class SharedFeed:
    """One site for those strangers who see the same panels of it. Its cursors are its own: they say
    nothing of what else the server records. `id`: of this very stream, as a log's."""

    def __init__(self, site: Site, panels: frozenset[str], identity: str) -> None:
        self.id = identity
        self.is_ready = asyncio.Event()
        self._site = site
        self._panels = panels
        self._number = 0
        self._recent: deque[Message] = deque(maxlen=RECENT)
        self._presence: Message = {}
        self._watchers: set[Watcher] = set()
        self._is_over = False

    @property
    def is_watched(self) -> bool:
        return bool(self._watchers)

    async def follow(self, follower: Follower) -> None:
        """Until the site is gone or the server stops; then those who watch are let go."""
        try:
            async with aclosing(follower.frames(None, EVERYTHING)) as frames:
                async for frame in frames:
                    self._take(msgspec.json.decode(frame.data))
        finally:
            self._is_over = True
            self.is_ready.set()
            for watcher in self._watchers:
                watcher.close()

    def begun(self, stream: str = "", cursor: int = 0) -> list[Message]:
        """From `hello` to `ready`: what is recent, or what of it came after the cursor, for whoever
        has read this very stream."""
        since = cursor if stream == self.id else 0
        recent = [each | {"replay": True} for each in self._recent if each["cursor"] > since]
        site = {"id": "0", "name": self._site.name, "time_zone": self._site.time_zone}
        hello = {"type": "hello", "log": self.id, "cursor": self._number, "site": site}
        ready = {"type": "ready", "cursor": self._number, "replayed": len(recent)}
        return [hello | self._presence | {"refused": []}, *recent, ready]

    @contextmanager
    def watched(self, sink: Sink | None) -> Iterator[Watcher]:
        """Receive what happens from now on."""
        watcher = Watcher(sink)
        self._watchers.add(watcher)
        if self._is_over:
            watcher.close()
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    async def frames(self, stream: str, cursor: int, sink: Sink | None) -> AsyncGenerator[Frame]:
        """The same as a stream. Who is too slow begins anew: what was skipped is not kept."""
        skipped = True
        while skipped:
            with self.watched(sink) as watcher:
                yield Frame(frame_of(self.begun(stream, cursor)), self._number)
                while frame := await watcher.next():
                    yield frame
                skipped, stream, cursor = watcher.skipped, "", 0

    def _take(self, messages: Iterable[dict[str, Any]]) -> None:
        told = [said for each in messages if (said := self._told(each))]
        if told and self.is_ready.is_set():
            frame = Frame(frame_of(told), self._number)
            for watcher in self._watchers:
                watcher.offer(frame)

    def _told(self, message: dict[str, Any]) -> Message | None:
        match message["type"]:
            case "event":
                return self._event(message)
            case "hello" | "presence":
                self._presence = told_presence(message)
                return {"type": "presence"} | self._presence
            case "removal":
                return self._removal(message)
            case "ready":
                self.is_ready.set()
        return None

    def _event(self, message: dict[str, Any]) -> Message | None:
        told = told_event(message, self._panels, self._number + 1)
        if told:
            self._number += 1
            self._recent.append(told)
        return told

    def _removal(self, message: dict[str, Any]) -> Message | None:
        """Whatever of it is erased: nothing here says of which visit a row is, so all go."""
        if message.get("import_id"):
            return None
        self._recent.clear()
        self._number += 1
        gone = {"type": "removal", "cursor": self._number, "visit": "-1"}
        return gone | {"at": message["at"], "before": message["at"] + 1}


class SharedFeeds:
    """Begun for the first who looks. `follower_of`: who follows a site from now on. `identity`:
    makes the name of a stream."""

    def __init__(
        self, follower_of: Callable[[Site], Follower], identity: Callable[[], str]
    ) -> None:
        self._follower_of = follower_of
        self._identity = identity
        self._feeds: dict[Key, tuple[SharedFeed, asyncio.Task[None]]] = {}

    async def of(self, site: Site, panels: Iterable[str], within: float) -> SharedFeed:
        """The feed of those panels, once it knows what is recent. Raises TimeoutError, and whatever
        keeps the log from being read."""
        key = (site, frozenset(panels) & SEEN)
        feed, task = self._feeds.get(key) or self._begun(key)
        async with asyncio.timeout(within):
            await feed.is_ready.wait()
        if task.done() and not task.cancelled():
            task.result()
        return feed

    def _begun(self, key: Key) -> tuple[SharedFeed, asyncio.Task[None]]:
        site, panels = key
        feed = SharedFeed(site, panels, self._identity())
        task = asyncio.create_task(feed.follow(self._follower_of(site)))
        self._feeds[key] = (feed, task)
        task.add_done_callback(lambda done: self._over(key, done))
        asyncio.get_running_loop().call_later(LINGERS, self._look, key)
        return feed, task

    async def close(self) -> None:
        """The server stops."""
        tasks = [task for _, task in self._feeds.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _over(self, key: Key, task: asyncio.Task[None]) -> None:
        self._forget(key, task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("A feed for strangers has ended: %r", error)

    def _look(self, key: Key) -> None:
        """Whether anybody is still there."""
        if known := self._feeds.get(key):
            feed, task = known
            if feed.is_watched:
                asyncio.get_running_loop().call_later(LINGERS, self._look, key)
            else:
                self._forget(key, task)
                task.cancel()

    def _forget(self, key: Key, task: asyncio.Task[None]) -> None:
        if key in self._feeds and self._feeds[key][1] is task:
            del self._feeds[key]
