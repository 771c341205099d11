"""What an invented site is made of."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracker.services.seeding.shares import Shares


class Done(NamedTuple):
    """A custom event that so many of a page's readers cause, with one of these properties."""

    likely: float
    name: str
    properties: tuple[dict[str, Any], ...]


class PageStory(NamedTuple):
    """`read`: how many seconds most people look at it. A late one gets its title when it has been
    drawn, and calls itself by `at_first` until then."""

    title: str
    onward: tuple[str, ...]
    read: float = 12.0
    done: tuple[Done, ...] = ()
    at_first: str = ""


class Way(NamedTuple):
    """How somebody came. `stays`: how likely they open a second page."""

    referrer: str
    query: str
    landing: str
    stays: float = 0.5


class Story(NamedTuple):
    """A site, as its visitors know it. `campaign` is what brings them on a day of its own."""

    host: str
    pages: dict[str, PageStory]
    ways: Shares[Way]
    letter: Way  # with the month's name for {}
    launch: Way | None = None
