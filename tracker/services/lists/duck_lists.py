"""Lists that DuckDB has, and of events what the log knows of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Protocol, TypeVar

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
from tracker.services.lists.listing import Place, listed
from tracker.storage.dictionary import text_numbers
from tracker.storage.exports import event_pages, exported_events, visit_pages
from tracker.storage.exports.carried import carried, carrying
from tracker.storage.exports.newest_events import newest_events
from tracker.storage.exports.newest_visits import newest_visits, one_visit, visits_of_visitor
from tracker.storage.exports.visited_rows import visited_rows
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.journeys.funnels import reached
from tracker.storage.journeys.ways import ways
from tracker.storage.log.event_columns import event_of
from tracker.storage.reports.duck import Connection

T = TypeVar("T")


class Read(Protocol):
    """Has a page read of the file, in a thread."""

    async def __call__(self, page: Callable[[Connection], T], whole: bool) -> T:
        """Raises Unavailable, of a `whole` list also while the log is counted anew."""
        ...


class DuckLists:
    """`db`: the log. `head`: its newest cursor."""

    def __init__(self, read: Read, db: Database, head: Callable[[], int]) -> None:
        self._read = read
        self._db = db
        self._head = head

    async def newest_visits(
        self, question: Question, before: VisitPlace, most: int, stopped: Stopped | None = None
    ) -> list[VisitRow]:
        return await self._read(
            lambda duck: newest_visits(duck, question, before, most, stopped), False
        )

    async def newest_events(
        self, question: Question, before: EventPlace, most: int
    ) -> list[EventRow]:
        return await self._read(lambda duck: newest_events(duck, question, before, most), False)

    async def carried(self, question: Question, by_value: bool) -> list[Carried]:
        return await self._read(lambda duck: carried(duck, question, by_value), False)

    async def carrying(self, question: Question) -> int:
        return await self._read(lambda duck: carrying(duck, question), False)

    async def visited_rows(
        self, site_id: int, visits: Sequence[int], most: int
    ) -> dict[int, list[VisitedRow]]:
        return await self._read(lambda duck: visited_rows(duck, site_id, visits, most), False)

    async def told_visit(
        self,
        site_id: int,
        zone: str,  # noqa: ARG002
        visit: int,
        rows: int,
        others: int = 0,
    ) -> ToldVisit | None:
        """The file knows the site's time zone."""

        def read(duck: Connection) -> ToldVisit | None:
            found = one_visit(duck, site_id, visit)
            if found is None:
                return None
            its = visited_rows(duck, site_id, [visit], rows).get(visit, [])
            beside = visits_of_visitor(duck, site_id, found, others) if others else []
            return ToldVisit(found, its, beside)

        return await self._read(read, False)

    async def reached(
        self, question: Question, steps: Sequence[Condition], strict: bool = False
    ) -> list[Reached]:
        return await self._read(lambda duck: reached(duck, question, steps, strict), False)

    async def ways(
        self, question: Question, begin: Condition | None, way: Sequence[str], back: bool
    ) -> list[Column]:
        return await self._read(lambda duck: ways(duck, question, begin, way, back), False)

    def visits(self, question: Question, after: VisitPlace | None) -> AsyncIterator[list[VisitRow]]:
        async def page(part: Question, behind: Place) -> list[VisitRow]:
            place = VisitPlace(*behind)
            return await self._read(lambda duck: visit_pages.visit_page(duck, part, place), True)

        place = after and Place(*after)
        return listed(question, place, page, visit_pages.PAGE, lambda row: Place(*row[:2]))

    async def events(
        self, question: Question, after: EventPlace | None
    ) -> AsyncIterator[list[Event]]:
        pages = self._selected if question.filters else self._all
        async for rows in pages(question, after):
            yield [event_of(row) for row in rows]

    async def everything(self, site_id: int, head: int) -> AsyncIterator[list[Event]]:
        async for rows in exported_events.pages_of_events(self._db, site_id, head):
            yield [event_of(row) for row in rows]

    async def how_many(self, site_id: int, after: int, head: int, left_out: str) -> int:
        return await exported_events.how_many_events(self._db, site_id, after, head, left_out)

    async def numbers_of(self, texts: Iterable[str]) -> dict[str, int]:
        """Of the dictionary, which all sites share."""
        return await text_numbers.numbers_of(self._db, texts)

    async def texts_of(
        self,
        site_id: int,  # noqa: ARG002
        numbers: Iterable[int],
    ) -> dict[int, str]:
        return await text_numbers.texts_of(self._db, numbers)

    def _all(self, question: Question, after: EventPlace | None) -> AsyncIterator[list[TableRow]]:
        """Also while the log is counted anew."""
        start, end = question.span
        place = exported_events.Place(*max((start, -1), after or (0, 0)))
        return exported_events.pages_of_events(self._db, question.site_id, self._head(), place, end)

    async def _selected(
        self, question: Question, after: EventPlace | None
    ) -> AsyncIterator[list[TableRow]]:
        """Which they are is known to reports, and what they are to the log."""
        head = self._head()

        async def page(part: Question, behind: Place) -> list[EventPlace]:
            place = EventPlace(*behind)
            return await self._read(
                lambda duck: event_pages.event_page(duck, part, place, head), True
            )

        place = after and Place(*after)
        async for found in listed(question, place, page, event_pages.PAGE, lambda row: Place(*row)):
            async for rows in exported_events.named_events(
                self._db, [each.cursor for each in found]
            ):
                yield rows
