"""A long list in the order of time, page by page: some days at a time, so that no page has to put
all of them in order. Between two pages nothing is held open, however long their reader takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from tracker.domain.days import day_start, local_day
from tracker.domain.reports.question import Question, Span

DAY = 86_400_000  # ms

R = TypeVar("R", bound=tuple[object, ...])


class Place(NamedTuple):
    """Behind what was at that time (ms, UTC) and has that number."""

    at: int
    number: int


async def listed(
    question: Question,
    after: Place | None,
    page: Callable[[Question, Place], Awaitable[list[R]]],
    whole: int,
    place_of: Callable[[R], Place],
) -> AsyncIterator[list[R]]:
    """The pages that are not empty. `page` is asked for what lies in the span and behind the place;
    `whole`: so many a full one has, and then there may be more."""
    start, end = question.span
    place = after or Place(start - 1, 0)
    if place.at >= end:
        return
    at, days = max(start, day_start(place.at, ZoneInfo(question.zone))), 1
    while at < end:
        last = min(at + (days - 1) * DAY, end - 1)
        until = min(end, local_day(last, ZoneInfo(question.zone)).end)
        found = await page(replace(question, span=Span(at, until)), place)
        if found:
            place = place_of(found[-1])
            yield found
        if len(found) < whole:
            at, days = until, 2 * days
        else:
            days = max(1, days // 2)


async def newest(
    question: Question,
    before: Place | None,
    page: Callable[[Question, Place, int], Awaitable[list[R]]],
    most: int,
) -> list[R]:
    """The `most` newest of the question's span that lie before the place, newest first; fewer:
    there are no more. `page` is asked for at most so many in its span before the place."""
    start, end = question.span
    place = before or Place(end, 0)
    until, days = min(end, place.at + 1), 1
    found: list[R] = []
    while len(found) < most and until > start:
        first = max(start, day_start(until - 1 - (days - 1) * DAY, ZoneInfo(question.zone)))
        part = replace(question, span=Span(first, until))
        found += await page(part, place, most - len(found))
        until, days = first, 4 * days
    return found
