"""What is about to be erased, and whether that may be a mistake: a clock's, or somebody's slip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from tracker.domain.retention import DAY
from tracker.services.settled_clock import SURE_AFTER
from tracker.storage.sites.sites import Site

CLOCK = "the clock is {days:,} days ahead of what was expected"
MOST_OF_IT = "that is most of the site"


class Due(msgspec.Struct, frozen=True):
    """What a site is about to lose: its events of visits that began before `before`. `doubt` says
    why that may be a mistake; "" where nothing speaks against it."""

    site: Site
    before: int  # ms, UTC
    events: int
    doubt: str = ""
    days_ahead: int = 0  # of the clock


def in_words(due: Due) -> str:
    """One line for log, mail and terminal."""
    before = f"{datetime.fromtimestamp(due.before / 1000, UTC):%Y-%m-%d}"
    return f"{due.events:,} events of {due.site.name} from before {before}: {due.doubt}"


def total_of(due: list[Due]) -> int:
    """All their events."""
    return sum(each.events for each in due)


class Patience:
    """Of what is in doubt: whether it is the same as an hour ago."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady  # seconds, monotonic
        self._asked: dict[int, tuple[int, float]] = {}
        self._allowed: dict[int, int] = {}

    def is_over(self, due: Due) -> bool:
        """Whether it may go: nothing speaks against it, or somebody has said so, or the clock has
        gone on as time has since it was asked first."""
        if not due.doubt or abs(self._allowed.get(due.site.id, 0) - due.before) <= DAY:
            self._asked.pop(due.site.id, None)
            self._allowed.pop(due.site.id, None)
            return True
        now = self._steady()
        before, since = self._asked.setdefault(due.site.id, (due.before, now))
        if abs(due.before - before - (now - since) * 1000) > DAY:
            self._asked[due.site.id] = due.before, now
            return False
        return now - since >= SURE_AFTER

    def allow(self, waiting: list[Due]) -> None:
        """Somebody has said so."""
        self._allowed = {each.site.id: each.before for each in waiting}
