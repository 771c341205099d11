"""One visit as messages tell it, by the same rules as the page's script (static/live/visit.js):
what the server draws first is what the script would draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tracker.domain.hits import PAGEVIEW
from tracker.domain.visits import AWAY_FOR, GONE_AFTER

KEPT = 100  # events and pages of a visit
SHOWN = 3  # pages of its trail
LEFT, HIDDEN = "left", "hidden"

Message = dict[str, Any]


@dataclass
class SeenPage:
    """A page of a visit. `cursor`: of its pageview; 0 where only an event tells of it."""

    cursor: int
    path: str
    title: str
    engaged: int = 0  # ms
    depth: int = 0  # percent


@dataclass
class ToldVisit:
    """`on`: the cursor of the pageview that it is on; None = not known, 0 = none."""

    id: str
    since: int
    place: Message
    is_new: bool
    at: int = 0
    sign: int = 0
    cursor: int = 0
    events: list[Message] = field(default_factory=list)
    pages: list[SeenPage] = field(default_factory=list)
    forgotten: int = 0
    spent_before: int = 0
    left: tuple[str, int] | None = None  # "left" or "hidden", and when
    on: int | None = None

    @property
    def is_gone(self) -> bool:
        return self.left is not None and self.left[0] == LEFT

    @property
    def is_away(self) -> bool:
        return self.left is not None and self.left[0] == HIDDEN

    def is_overdue(self, now: int) -> bool:
        """Gone without a word."""
        if self.left is not None and self.is_away and now - self.left[1] >= AWAY_FOR:
            return True
        return now - self.sign >= GONE_AFTER

    @property
    def last(self) -> Message:
        return self.events[-1]

    @property
    def origin(self) -> Message:
        """What brought it: the first event that no link of the site's own did; what was only tried
        brings nobody."""
        real = [each for each in self.events if not each.get("test")]
        came = (each for each in real if each["channel"] not in {"", "internal"})
        return next(came, (real or self.events)[0])

    @property
    def trail(self) -> tuple[int, list[str]]:
        """How many pages came before the last ones, and those."""
        paths = [each.path for each in self.pages]
        walked = [path for n, path in enumerate(paths) if n == 0 or path != paths[n - 1]]
        return self.forgotten + max(0, len(walked) - SHOWN), walked[-SHOWN:]

    @property
    def spent(self) -> int:
        """Milliseconds; where no page has told, the time between the first and the last sign."""
        engaged = sum((each.engaged for each in self.pages), self.spent_before)
        return engaged or max(0, (self.left[1] if self.left else self.at) - self.since)

    def end(self) -> None:
        self.left = (LEFT, self.left[1] if self.left else self.at)

    def add(self, event: Message) -> None:
        """An event that has come after all others."""
        if event["name"] == PAGEVIEW:
            self.on = event["cursor"]
        elif self.is_gone:
            self.on = 0
        self.events.append(event)
        self.at = self.sign = event["at"]
        self.cursor = event["cursor"]
        self.left = None
        if _is_somewhere(event["place"]) or not _is_somewhere(self.place):
            self.place = event["place"]
        self._walk(event)
        del self.events[:-KEPT]

    def _walk(self, event: Message) -> None:
        is_page = event["name"] == PAGEVIEW
        last = self.pages[-1].path if self.pages else None
        if is_page or (not event.get("test") and last != event["path"]):
            cursor = event["cursor"] if is_page else 0
            self.pages.append(SeenPage(cursor, event["path"], event["title"]))
        if len(self.pages) > KEPT:
            first = self.pages.pop(0)
            self.forgotten += first.path != self.pages[0].path
            self.spent_before += first.engaged

    def leave(self, message: Message) -> None:
        """A page was hidden or left; only the one that the visit is on takes the visit along."""
        page = self._page_of(message)
        if page:
            page.engaged = max(page.engaged, message["engaged"])
            page.depth = max(page.depth, message.get("depth", 0))
        if self.is_gone or not self._is_on(message, page):
            return
        if self.is_overdue(message["at"]):
            self.end()
        else:
            self.left = (message["state"], message["at"])

    def back(self, message: Message) -> None:
        """A page is in sight again."""
        self.on = message.get("page", self.on)
        self.sign = max(self.sign, message["at"])
        self.left = None

    def name_page(self, message: Message) -> None:
        """What a page is called, found out late."""
        for event in self.events:
            if event["cursor"] == message["page"]:
                event["title"] = message["title"]
        for page in self.pages:
            if page.cursor == message["page"]:
                page.title = message["title"]

    def _page_of(self, message: Message) -> SeenPage | None:
        """Rows of earlier releases name no pageview: there the path has to do."""
        number, path = message.get("page", 0), message["path"]
        for page in reversed(self.pages):
            if page.cursor == number if number else page.path == path:
                return page
        return None

    def _is_on(self, message: Message, page: SeenPage | None) -> bool:
        if number := message.get("page", 0):
            return self.on is None or self.on == number
        return page is None or page is self.pages[-1]


def _is_somewhere(place: Message) -> bool:
    return bool(place.get("country") or place.get("city"))
