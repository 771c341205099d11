"""How many are on each page of one site."""

from __future__ import annotations

from heapq import nlargest
from itertools import islice
from operator import attrgetter
from sys import getsizeof
from typing import Protocol

import msgspec

MOST_SHOWN = 50
LONGEST_PATH = 200  # characters
A_PAGE = 200  # bytes of one beside its path


class Room(Protocol):
    """What all sites have in common, in bytes."""

    room: int


class Page(msgspec.Struct, gc=False):
    """One that somebody is on; `size` in bytes."""

    path: str
    size: int
    count: int = 0


class SitePages:
    """A page is kept as long as somebody is on it. `here`: people on any."""

    def __init__(self, shared: Room) -> None:
        self._shared = shared
        self._pages: dict[str, Page] = {}
        self.here = 0

    def enter(self, path: str, before: Page | None) -> Page:
        """Somebody comes, from another page or from nowhere."""
        if before:
            self._less(before)
        else:
            self.here += 1
        path = _shown(path)
        page = self._pages.get(path)
        if page is None:
            page = self._pages[path] = Page(path, A_PAGE + getsizeof(path))
            self._shared.room -= page.size
        page.count += 1
        return page

    def leave(self, page: Page) -> None:
        self.here -= 1
        self._less(page)

    def _less(self, page: Page) -> None:
        if page.count > 1:
            page.count -= 1
        else:
            del self._pages[page.path]
            self._shared.room += page.size

    def on(self, path: str) -> int:
        """How many are on that one."""
        page = self._pages.get(_shown(path))
        return page.count if page else 0

    def busiest(self) -> list[tuple[str, int]]:
        """Paths with their counts, most people first. Most pages have one, and are not sorted: this
        runs twice a second for every watched site."""
        pages = self._pages.values()
        busy = nlargest(MOST_SHOWN, [each for each in pages if each.count > 1], attrgetter("count"))
        others = (page for page in pages if page.count == 1)
        shown = [*busy, *islice(others, MOST_SHOWN - len(busy))]
        return [(page.path, page.count) for page in shown]


def _shown(path: str) -> str:
    return path if len(path) <= LONGEST_PATH else f"{path[: LONGEST_PATH - 1]}…"
