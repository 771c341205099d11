"""One watcher's stream: what it missed from the log, then what is published. No gap, no double."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import islice

from tracker.domain.filters import EVERYTHING, Filter
from tracker.domain.messages import EventMessage
from tracker.domain.rows import SiteRemoval
from tracker.services.live.fan_out import Live
from tracker.services.live.frames import Frame, Message, NoRow, Sink, frame_of
from tracker.services.live.refused import Refused
from tracker.services.live.selection import Selection, replayed
from tracker.services.live.site_goals import SiteGoals
from tracker.services.presence.presence import Presence
from tracker.storage.log.event_log import PART, EventLog
from tracker.storage.sites.sites import Site

BACKLOG = 200  # events that a new view begins with
SEARCHES = 5  # reads of the log for more of them, where a filter leaves few
MOST_ASKED = 1_000  # messages, and a part more, in one answer to who asks
MOST_READS = 10  # of the log for it
MOST_PRESENT = 1_000  # visits that are named


class Follower:
    """`frames()` goes on until its watcher is closed; `cursor` is what it has handed out."""

    def __init__(  # noqa: PLR0917 (what a view is told of)
        self,
        log: EventLog,
        live: Live,
        presence: Presence,
        refused: Refused,
        site: Site,
        goals: SiteGoals | None = None,
    ) -> None:
        self._log = log
        self._live = live
        self._presence = presence
        self._refused = refused
        self._site = site
        self._goals = goals
        self._selection = Selection(log, live.selected.met(), site.id, EVERYTHING)
        self.cursor = 0
        self._removed = False  # the log says that the site is no more

    async def frames(
        self, cursor: int | None, wanted: Filter, sink: Sink | None = None
    ) -> AsyncGenerator[Frame]:
        """Hello, replay, ready, then live; `cursor` None begins with the newest events, and so
        does one that the log has not come to. With a sink, live frames go there as long as it
        takes them, and are not yielded."""
        replayed = 0
        async for frame, count in self._beginning(cursor, wanted):
            replayed += count
            yield frame
        while True:
            while self._head - self.cursor > self._log.near:
                async for frame, count in self._replay():
                    replayed += count
                    yield frame
            if self._is_over():
                return
            with self._live.watch(self._site.id, wanted, sink) as watcher:
                # What is committed from here on waits in the inbox, so the rest is short and fixed.
                async for frame, count in self._replay():
                    replayed += count
                    yield frame
                if self._is_over():
                    return
                yield await self._ready("ready", replayed)
                while frame_or_none := await watcher.next():
                    async for frame in self._selected(frame_or_none):
                        yield frame
                if not watcher.skipped:
                    return
                self.cursor = max(self.cursor, watcher.cursor)
            yield self._of({"type": "skipped", "from": self.cursor, "to": self._head})
            replayed = 0

    async def asked(self, cursor: int | None, wanted: Filter) -> AsyncGenerator[Frame]:
        """The same up to `ready`, for who asks again and again instead of watching; `more` in its
        place where the rest is to be asked for at once."""
        replayed = 0
        async for frame, count in self._beginning(cursor, wanted):
            replayed += count
            yield frame
        async with aclosing(self._replay(self._far())) as replay:
            async for frame, count in replay:
                replayed += count
                yield frame
                if replayed >= MOST_ASKED:
                    break
        kind = "ready" if self.cursor >= self._head else "more"
        yield await self._ready(kind, replayed)

    async def _beginning(
        self, cursor: int | None, wanted: Filter
    ) -> AsyncGenerator[tuple[Frame, int]]:
        if cursor is not None and not await self._log.has_come_to(self._site.id, cursor):
            cursor = None  # its reader sees it by hello's
        self._selection = Selection(self._log, self._live.selected.met(), self._site.id, wanted)
        yield self._hello(), 0
        self.cursor = await self._backlog() if cursor is None else cursor
        if cursor is None and wanted != EVERYTHING:
            async for frame, count in self._earlier(wanted):
                yield frame, count

    async def _replay(self, upto: int | None = None) -> AsyncGenerator[tuple[Frame, int]]:
        """What the log has after our cursor, up to where it stands now."""
        head = self._head if upto is None else upto
        while self.cursor < head:
            async with self._live.replays:
                found = await self._part(min(head, self._reach(self.cursor)))
            if found:
                yield Frame(frame_of(found), self.cursor), len(found)

    async def _part(self, upto: int) -> list[Message]:
        rows = await self._log.read_after(self._site.id, self.cursor, upto)
        messages = list(replayed(rows))
        found, taken = await self._selection.of(messages)
        if taken < len(messages):
            self.cursor = messages[taken - 1].cursor
            return found
        self.cursor = rows[-1].cursor if len(rows) == PART else upto
        self._removed = self._removed or any(isinstance(row, SiteRemoval) for row in rows)
        return found

    async def _selected(self, frame: Frame) -> AsyncGenerator[Frame]:
        """A live frame, or those of its messages that are of visits which the filter selects."""
        messages = frame.messages
        if not messages:
            self.cursor = frame.cursor or self.cursor
            yield frame
        while messages:
            found, taken = await self._selection.of(messages)
            cursors = [each.cursor for each in messages[:taken] if not isinstance(each, NoRow)]
            self.cursor = max(cursors, default=self.cursor)
            messages = messages[taken:]
            if found:
                yield Frame(frame_of(found), self.cursor if cursors else 0)

    @property
    def _head(self) -> int:
        return self._log.head_of(self._site.id)

    def _reach(self, cursor: int) -> int:
        return self._log.reach(self._site.id, cursor)

    def _far(self) -> int:
        """Up to where the log is looked at for one answer."""
        upto = self.cursor
        for _ in range(MOST_READS):
            upto = self._reach(upto)
        return min(upto, self._head)

    def _is_over(self) -> bool:
        return self._removed

    async def _earlier(self, wanted: Filter) -> AsyncGenerator[tuple[Frame, int]]:
        """What passes a filter may be rare: some of it from before the site's last events."""
        found: list[EventMessage] = []
        before = self.cursor + 1
        for _ in range(SEARCHES):
            earlier = await self._log.earlier(self._site.id, before, BACKLOG, wanted, self.cursor)
            found[:0] = earlier.messages
            before = earlier.before
            if not before or len(found) >= BACKLOG:
                break
        if found := found[-BACKLOG:]:
            self._selection.know(message.visit for message in found)
            yield Frame(frame_of(found), self.cursor), len(found)

    async def _backlog(self) -> int:
        """The cursor before the site's last events."""
        head = self._head
        oldest = await self._log.oldest_of(self._site.id, head + 1, BACKLOG)
        return head if oldest is None else oldest - 1

    def _hello(self) -> Frame:
        site, presence = self._site, self._presence.of(self._site.id).message()
        return self._of(
            {
                "type": "hello",
                "log": self._log.id,
                "cursor": self._head,
                "site": {"id": str(site.id), "name": site.name, "time_zone": site.time_zone},
                "now": presence.now,
                "here": presence.here,
                "minutes": presence.minutes,
                "minute_at": presence.minute_at,
                "countries": presence.countries,
                "beyond": presence.beyond,
                "sources": presence.sources,
                "refused": self._refused.latest(site.id),
            }
        )

    async def _ready(self, kind: str, replayed: int) -> Frame:
        """Who selects visits hears which are here now: it has seen but some of their rows. The
        goals are those of now: a change from here on is told."""
        message: dict[str, object] = {"type": kind, "cursor": self.cursor, "replayed": replayed}
        if self._selection.has_met:
            selected = filter(self._selection.has, self._presence.of(self._site.id).present())
            here = [*map(str, islice(selected, MOST_PRESENT))]
            message |= {"present": here, "present_beyond": sum(1 for _ in selected)}
        if self._goals and (goals := await self._goals.of(self._site.id)):
            message["goals"] = goals
        return self._of(message)

    def _of(self, message: dict[str, object]) -> Frame:
        return Frame(frame_of([message]), self.cursor)
