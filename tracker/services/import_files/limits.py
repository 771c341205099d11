"""Which rows of a file are taken, by their time."""

from __future__ import annotations

from typing import NamedTuple

from tracker.domain.imports.imported import Reason
from tracker.domain.imports.reading.times import EARLIEST

A_DAY = 24 * 3_600_000  # ms


class TooOld(Exception):
    """A row that retention would erase at once: `at` in ms, UTC."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Limits(NamedTuple):
    """ms UTC. `kept`: what is older would be erased by retention; `own`: from there on the site
    counts itself; `since`, `before`: as whoever imports has said."""

    now: int
    kept: int | None = None
    own: int | None = None
    since: int | None = None
    before: int | None = None

    @property
    def plain(self) -> tuple[int, int]:
        """From when until when nothing is said against a row."""
        first = (EARLIEST, self.kept, self.since)
        end = (self.now + A_DAY, self.own, self.before)
        return (
            max(each for each in first if each is not None),
            min(each for each in end if each is not None),
        )

    def refused(self, at: int) -> Reason | None:
        """Why a row of that time is not taken. Raises TooOld."""
        if at > self.now + A_DAY:
            return Reason.FUTURE
        if at < EARLIEST:
            return Reason.TIME
        if self._is_outside(at):
            return Reason.BEFORE
        if self.kept is not None and at < self.kept:
            raise TooOld(at)
        if self.own is not None and at >= self.own:
            return Reason.OWN
        return None

    def refused_day(self, begins: int, ends: int) -> Reason | None:
        """A day in part is none of these: its sums cannot be parted."""
        if begins > self.now:
            return Reason.FUTURE
        if self._is_outside(begins):
            return Reason.BEFORE
        if self.own is not None and ends > self.own:
            return Reason.OWN
        return None

    def _is_outside(self, at: int) -> bool:
        return (self.since is not None and at < self.since) or (
            self.before is not None and at >= self.before
        )
