"""Lists that ClickHouse has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from tracker.domain.events import Event
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Column, Reached
from tracker.domain.reports.question import Question, Span
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
from tracker.services.filed_reports.asking import Filed
from tracker.services.lists.listing import Place, listed
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_lists import (
    event_pages,
    numbered_texts,
    visit_pages,
    whole_visits,
)
from tracker.storage.clickhouse_lists.carried import carried, carrying
from tracker.storage.clickhouse_lists.event_pages import EventKey
from tracker.storage.clickhouse_lists.newest_events import newest_events
from tracker.storage.clickhouse_reports.funnels import reached
from tracker.storage.clickhouse_reports.ways import ways

T = TypeVar("T")


class Asked(Protocol):
    """Has ClickHouse asked about a site."""

    async def __call__(
        self, site_id: int, ask: Callable[[ClickHouse], Awaitable[T]], whole: bool = False
    ) -> tuple[Filed, T]:
        """Raises Unavailable, of a `whole` list also where not everything is filed in time."""
        ...


class FiledLists:
    """`head_of`: the cursor of a site's newest row, as far as is known here."""

    def __init__(self, asked: Asked, head_of: Callable[[int], int]) -> None:
        self._asked = asked
        self._head_of = head_of

    async def newest_visits(
        self, question: Question, before: VisitPlace, most: int, stopped: Stopped | None = None
    ) -> list[VisitRow]:
        async def ask(engine: ClickHouse) -> list[VisitRow]:
            return await visit_pages.newest_visits(engine, question, before, most, stopped)

        return (await self._asked(question.site_id, ask))[1]

    async def newest_events(
        self, question: Question, before: EventPlace, most: int
    ) -> list[EventRow]:
        async def ask(engine: ClickHouse) -> list[EventRow]:
            return await newest_events(engine, question, before, most)

        return (await self._asked(question.site_id, ask))[1]

    async def carried(self, question: Question, by_value: bool) -> list[Carried]:
        async def ask(engine: ClickHouse) -> list[Carried]:
            return await carried(engine, question, by_value)

        return (await self._asked(question.site_id, ask))[1]

    async def carrying(self, question: Question) -> int:
        async def ask(engine: ClickHouse) -> int:
            return await carrying(engine, question)

        return (await self._asked(question.site_id, ask))[1]

    async def visited_rows(
        self, site_id: int, visits: Sequence[int], most: int
    ) -> dict[int, list[VisitedRow]]:
        async def ask(engine: ClickHouse) -> dict[int, list[VisitedRow]]:
            return await whole_visits.visited_rows(engine, site_id, visits, most)

        return (await self._asked(site_id, ask))[1]

    async def told_visit(
        self, site_id: int, zone: str, visit: int, rows: int, others: int = 0
    ) -> ToldVisit | None:
        async def ask(engine: ClickHouse) -> ToldVisit | None:
            return await whole_visits.told_visit(engine, site_id, zone, visit, rows, others)

        return (await self._asked(site_id, ask))[1]

    async def reached(
        self, question: Question, steps: Sequence[Condition], strict: bool = False
    ) -> list[Reached]:
        async def ask(engine: ClickHouse) -> list[Reached]:
            return await reached(engine, question, steps, strict)

        return (await self._asked(question.site_id, ask))[1]

    async def ways(
        self, question: Question, begin: Condition | None, way: Sequence[str], back: bool
    ) -> list[Column]:
        async def ask(engine: ClickHouse) -> list[Column]:
            return await ways(engine, question, begin, way, back)

        return (await self._asked(question.site_id, ask))[1]

    def visits(self, question: Question, after: VisitPlace | None) -> AsyncIterator[list[VisitRow]]:
        async def page(part: Question, behind: Place) -> list[VisitRow]:
            async def ask(engine: ClickHouse) -> list[VisitRow]:
                return await visit_pages.visit_page(engine, part, VisitPlace(*behind))

            return (await self._asked(part.site_id, ask, whole=True))[1]

        place = after and Place(*after)
        return listed(question, place, page, visit_pages.PAGE, lambda row: Place(*row[:2]))

    async def events(
        self, question: Question, after: EventPlace | None
    ) -> AsyncIterator[list[Event]]:
        head = self._head_of(question.site_id)
        async for some in self._events(question, after, head):
            yield some

    async def everything(self, site_id: int, head: int) -> AsyncIterator[list[Event]]:
        async def ask(engine: ClickHouse) -> Span | None:
            return await event_pages.whole_span(engine, site_id)

        span = (await self._asked(site_id, ask, whole=True))[1]
        if span is None:
            return
        question = Question(site_id=site_id, zone="UTC", span=span, metrics=("events",))
        async for some in self._events(question, None, head):
            yield some

    async def how_many(self, site_id: int, after: int, head: int, left_out: str) -> int:
        async def ask(engine: ClickHouse) -> int:
            return await event_pages.how_many_events(engine, site_id, after, head, left_out)

        return (await self._asked(site_id, ask, whole=True))[1]

    async def numbers_of(self, texts: Iterable[str]) -> dict[str, int]:
        """What is made of a text is its number, so that all processes have the same, and nothing
        of it is kept."""
        return {each: numbered_texts.number_of(each) for each in texts}

    async def texts_of(self, site_id: int, numbers: Iterable[int]) -> dict[int, str]:
        async def ask(engine: ClickHouse) -> dict[int, str]:
            return await numbered_texts.texts_of(engine, site_id, numbers)

        return (await self._asked(site_id, ask))[1]

    async def _events(
        self, question: Question, after: EventPlace | None, head: int
    ) -> AsyncIterator[list[Event]]:
        async def page(part: Question, behind: Place) -> list[EventKey]:
            async def ask(engine: ClickHouse) -> list[EventKey]:
                return await event_pages.event_page(engine, part, EventPlace(*behind), head)

            return (await self._asked(part.site_id, ask, whole=True))[1]

        place = after and Place(*after)
        async for keys in listed(
            question, place, page, event_pages.PAGE, lambda key: Place(*key[:2])
        ):
            for first in range(0, len(keys), event_pages.AT_ONCE):
                some = keys[first : first + event_pages.AT_ONCE]
                yield await self._named(question.site_id, some)

    async def _named(self, site_id: int, keys: Sequence[EventKey]) -> list[Event]:
        async def ask(engine: ClickHouse) -> list[Event]:
            return await event_pages.named_events(engine, site_id, keys)

        return (await self._asked(site_id, ask))[1]
