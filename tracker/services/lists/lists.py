"""What is asked beside figures: visits and events one by one, how visits go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Protocol

from tracker.domain.events import Event
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Column, Reached
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import (
    Carried,
    EventPlace,
    EventRow,
    Stopped,
    ToldVisit,
    VisitedRow,
    VisitPlace,
    VisitRow,
)


class VisitLists(Protocol):
    """Single visits and events. What of the log is not counted yet is missing. All raise
    Unavailable."""

    async def newest_visits(
        self, question: Question, before: VisitPlace, most: int, stopped: Stopped | None = None
    ) -> list[VisitRow]:
        """The last ones before that place that began in the question's span and that its filters
        select, newest first."""

    async def newest_events(
        self, question: Question, before: EventPlace, most: int
    ) -> list[EventRow]:
        """The last rows before that place that lie in the question's span and that its filters
        select, newest first."""

    async def carried(self, question: Question, by_value: bool) -> list[Carried]:
        """Which properties those rows have, the most frequent first, and `by_value` what each says;
        some hundreds at most."""

    async def carrying(self, question: Question) -> int:
        """How many of those rows have any."""

    async def visited_rows(
        self, site_id: int, visits: Sequence[int], most: int
    ) -> dict[int, list[VisitedRow]]:
        """By visit its rows in the order of time; of each the last `most`."""

    async def told_visit(
        self, site_id: int, zone: str, visit: int, rows: int, others: int = 0
    ) -> ToldVisit | None:
        """That visit of the site, whose time zone is `zone`, if it is one: the last `rows` of its
        rows, and so many `others` that its visitor began that day, itself too."""


class Exports(Protocol):
    """Long lists, in pages; what of the log is not there yet is waited for. Between two pages
    nothing is held open, and whoever knows the last place goes on behind it. All raise
    Unavailable; `visits`, and `events` under filters, while the log is counted anew, too."""

    def visits(self, question: Question, after: VisitPlace | None) -> AsyncIterator[list[VisitRow]]:
        """Those that began in the question's span and that its filters select, in the order in
        which they did."""

    def events(self, question: Question, after: EventPlace | None) -> AsyncIterator[list[Event]]:
        """Those of the question's span that its filters select, in the order of time, up to where
        the log is; without filters all that it has, those that are tests, too."""

    def everything(self, site_id: int, head: int) -> AsyncIterator[list[Event]]:
        """All that the site has up to the cursor `head`, in the order of time: tests, and what
        imports have brought, too. What a clock that was ahead has dated is in it."""

    async def how_many(self, site_id: int, after: int, head: int, left_out: str) -> int:
        """Of these, those behind the cursor `after` that are not called so."""


class Numbered(Protocol):
    """Texts by number, for programs that know pages so: the same each time one is asked for, and
    less than 2 ** 52. Of other engines they are others. Both raise Unavailable."""

    async def numbers_of(self, texts: Iterable[str]) -> dict[str, int]:
        """Of those that have one."""

    async def texts_of(self, site_id: int, numbers: Iterable[int]) -> dict[int, str]:
        """Pages and names of events of the site that have one of these, if not of others, too."""


class Journeys(Protocol):
    """How visits go. All raise Unavailable; of a question's visits those are meant that began in
    its span and that its filters select."""

    async def reached(
        self, question: Question, steps: Sequence[Condition], strict: bool = False
    ) -> list[Reached]:
        """How far they get: one for all, or one for each value of the question's dimension, a
        visit's, the most visits first. `strict`: nothing else lies between two steps."""

    async def ways(
        self, question: Question, begin: Condition | None, way: Sequence[str], back: bool
    ) -> list[Column]:
        """The column behind each page of the way, and the first. `begin`: what is true of the row
        from which a visit is looked at; None for its very beginning. `back`: what came before."""


class Lists(VisitLists, Exports, Numbered, Journeys, Protocol):
    """All of them. An engine has one object a part, or one for all."""
