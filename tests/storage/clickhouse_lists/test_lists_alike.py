"""Visits and events are listed as DuckDB lists them, whatever has come to the log.

A log in every run. More of them: THOROUGH=100 .venv/bin/python -m pytest -n 2 with this file;
FIRST=1000 begins with another one."""

import os
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from msgspec.structs import replace

from tests.eventually import PATIENCE
from tests.reports.living_log import LivingLog
from tests.reports.random_filters import any_filter
from tests.reports.random_questions import any_question, of_days
from tests.reports.random_world import maybe
from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tests.storage.clickhouse.test_equals_plain import Filed
from tests.storage.reports.test_equals_plain import Followed, paged
from tracker.domain.events import Event
from tracker.domain.hits import TEST
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, ToldVisit, VisitPlace, VisitRow
from tracker.domain.rows import VisitRemoval
from tracker.storage.clickhouse import answering
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_lists import (
    carried,
    event_pages,
    newest_events,
    numbered_texts,
    visit_pages,
    whole_visits,
)
from tracker.storage.clickhouse_lists.event_pages import EventKey
from tracker.storage.exports import carried as duck_carried
from tracker.storage.exports import event_pages as duck_event_pages
from tracker.storage.exports import visit_pages as duck_visit_pages
from tracker.storage.exports.exported_events import named_events
from tracker.storage.exports.newest_events import newest_events as duck_newest_events
from tracker.storage.exports.newest_visits import newest_visits, one_visit, visits_of_visitor
from tracker.storage.exports.visited_rows import visited_rows
from tracker.storage.file.database import Database
from tracker.storage.log.event_columns import event_of
from tracker.storage.reports.duck import Connection

P = TypeVar("P")
R = TypeVar("R")

pytestmark = pytest.mark.alike

FIRST = int(os.environ.get("FIRST", "0"))
LOGS = range(FIRST, FIRST + int(os.environ.get("THOROUGH", "1")))
BATCHES, QUESTIONS = 2, 3
NOWHERE = {"country": "", "region": "", "city": ""}
NOON = clock("2026-11-21 12:00")


async def all_pages(
    page: Callable[[P], Awaitable[list[R]]], place: P, place_of: Callable[[R], P]
) -> list[R]:
    found: list[R] = []
    while more := await page(place):
        found += more
        place = place_of(more[-1])
    return found


def behind(row: VisitRow) -> VisitPlace:
    return VisitPlace(row.start, row.visit)


async def visits_alike(engine: ClickHouse, duck: Connection, question: Question) -> int:
    (start, end), site = question.span, question.site_id
    first = VisitPlace(start - 1, 0)
    expected = paged(lambda at: duck_visit_pages.visit_page(duck, question, at), first, behind)
    found = await all_pages(lambda at: visit_pages.visit_page(engine, question, at), first, behind)
    assert found == expected, question
    place = found[-1] if found else None
    last = await visit_pages.newest_visits(engine, question, VisitPlace(end, 0), 4)
    assert last == newest_visits(duck, question, VisitPlace(end, 0), 4)
    if place:
        older = await visit_pages.newest_visits(engine, question, behind(place), 4)
        assert older == newest_visits(duck, question, behind(place), 4)
    some = [each.visit for each in last]
    rows = await whole_visits.visited_rows(engine, site, some, 3)
    assert rows == visited_rows(duck, site, some, 3)
    for each in last[:2]:
        told = await whole_visits.told_visit(engine, site, question.zone, each.visit, 99, 5)
        its = visited_rows(duck, site, [each.visit], 99)[each.visit]
        one = one_visit(duck, site, each.visit)
        assert one is not None
        assert told == ToldVisit(one, its, visits_of_visitor(duck, site, one, 5))
    return len(found)


async def events_alike(
    engine: ClickHouse, duck: Connection, db: Database, question: Question, head: int
) -> int:
    """Those that filters select, as the log has them; without filters tests are among them."""
    first = EventPlace(question.span.start - 1, 0)
    expected = paged(
        lambda at: duck_event_pages.event_page(duck, question, at, head), first, lambda at: at
    )
    keys = await all_pages(
        lambda at: event_pages.event_page(engine, question, at, head), first, lambda at: at.place
    )
    found = await event_pages.named_events(engine, question.site_id, keys) if keys else []
    assert [(each.at, each.cursor) for each in found] == [each.place for each in keys]
    if question.filters is None:
        found = [each for each in found if each.name != TEST]
    assert [(each.at, each.cursor) for each in found] == expected, question
    rows = [r async for page in named_events(db, [c for _, c in expected]) for r in page]
    assert found == [event_of(row) for row in rows]
    for at in (EventPlace(question.span.end, 0), *expected[-4:-3]):
        last = await newest_events.newest_events(engine, question, at, 5)
        other = duck_newest_events(duck, question, at, 5)  # which has the visit's place in each row
        assert [each._replace(**NOWHERE) for each in last] == [
            each._replace(**NOWHERE) for each in other
        ]
    for by_value in (False, True):
        lines = await carried.carried(engine, question, by_value)
        assert lines == duck_carried.carried(duck, question, by_value)
    assert await carried.carrying(engine, question) == duck_carried.carrying(duck, question)
    return len(found)


async def whole_site_is_listed(engine: ClickHouse, question: Question, head: int) -> None:
    """All that the question's days have, and what lies beside them; as many as are counted."""
    span = await event_pages.whole_span(engine, question.site_id)
    if span is None:
        return
    first = EventPlace(span.start - 1, 0)
    asked = replace(question, span=span, filters=None)
    keys = await all_pages(
        lambda at: event_pages.event_page(engine, asked, at, head), first, lambda at: at.place
    )
    found = [each for each in await named(engine, asked, keys) if each.name != TEST]
    many = await event_pages.how_many_events(engine, asked.site_id, 0, head, TEST)
    assert many == len(found)
    if found:
        later = await event_pages.how_many_events(
            engine, asked.site_id, min(each.cursor for each in found), head, TEST
        )
        assert later == many - 1
    of_days = [each for each in found if question.span.start <= each.at < question.span.end]
    place = EventPlace(question.span.start - 1, 0)
    page = await event_pages.event_page(engine, replace(question, filters=None), place, head)
    assert [each.cursor for each in of_days][:3] == [
        each.cursor for each in await named(engine, question, page) if each.name != TEST
    ][:3]


async def named(engine: ClickHouse, question: Question, keys: list[EventKey]) -> list[Event]:
    return await event_pages.named_events(engine, question.site_id, keys) if keys else []


async def are_found_by_number(engine: ClickHouse, question: Question) -> int:
    """Pages and events that an answer lists."""
    listed: set[str] = set()
    for dimension in ("event:page", "event:name"):
        asked = of_dimension(question, dimension)
        rows = (await answering.answer(engine, asked)).rows
        listed |= {str(row.dimensions[0]) for row in rows}
    found = await numbered_texts.texts_of(
        engine, question.site_id, map(numbered_texts.number_of, listed)
    )
    assert {found[numbered_texts.number_of(each)] for each in listed} == listed
    return len(listed)


def of_dimension(question: Question, dimension: str) -> Question:
    return Question(
        site_id=question.site_id,
        zone=question.zone,
        span=question.span,
        metrics=("visits",),
        dimensions=(dimension,),
    )


@pytest.mark.parametrize("seed", LOGS)
async def test_lists_are_alike(
    db: Database,
    tmp_path: Path,
    clickhouse: ClickHouse,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
):
    for module in (event_pages, visit_pages, duck_event_pages, duck_visit_pages):
        monkeypatch.setattr(module, "PAGE", 40)
    monkeypatch.setattr(newest_events, "AT_ONCE", 2)
    for patient in (answering, event_pages, newest_events, numbered_texts, whole_visits):
        monkeypatch.setattr(patient, "DEADLINE", PATIENCE)
    living = LivingLog(db, Random(seed))
    await living.open()
    chance, listed, events, numbered = living.life.chance, 0, 0, 0
    filed = Filed(clickhouse, living)
    followed = Followed(tmp_path, tmp_path / "tracker.db", chance)
    with closing(followed):
        for _ in range(BATCHES):
            await living.goes_on()
            followed.follows()
            followed.is_tidied(living.life.now)
            await filed.follows()
            if maybe(chance, 0.6):
                await filed.is_rolled()
            duck = followed.file.connection()
            for number in range(QUESTIONS):
                asked = any_question(living.life)
                if number < 2:  # all days without a filter and with one, whatever chance has made
                    filters = any_filter(chance) if number else None
                    asked = replace(of_days(living.life), filters=filters)
                listed += await visits_alike(clickhouse, duck, asked)
                events += await events_alike(clickhouse, duck, db, asked, living.log.head)
                if number == 0:
                    await whole_site_is_listed(clickhouse, asked, living.log.head)
                    numbered += await are_found_by_number(clickhouse, asked)
    assert numbered > BATCHES
    assert listed > BATCHES
    assert events > BATCHES


async def test_what_is_not_there_is_not_told(clickhouse: ClickHouse):
    assert await whole_visits.told_visit(clickhouse, 1, "UTC", 7, 9, 9) is None
    assert await whole_visits.visited_rows(clickhouse, 1, [], 9) == {}
    assert await event_pages.whole_span(clickhouse, 1) is None
    assert await event_pages.how_many_events(clickhouse, 1, 0, 9, TEST) == 0
    assert await numbered_texts.texts_of(clickhouse, 1, [7]) == {}


async def test_a_number_is_that_of_its_text_wherever_it_is_made(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    pages = ["/", "/über", "/a\tb", "/'\\"]
    for visit, path in enumerate(pages, 1):
        site.log.view(visit, NOON, path)
    site.log.done(1, NOON, "Signed up")
    await site.files()
    numbers = {numbered_texts.number_of(each): each for each in [*pages, "Signed up"]}
    assert len(numbers) == 5
    assert max(numbers) < 1 << 52
    assert await numbered_texts.texts_of(clickhouse, 1, [*numbers, 7]) == numbers
    assert await numbered_texts.texts_of(clickhouse, 2, numbers) == {}


async def test_what_was_removed_is_not_told(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(7, NOON)
    await site.files()
    assert await whole_visits.told_visit(clickhouse, 1, site.zone, 7, 9, 9)
    site.log.add(VisitRemoval(1, NOON, 7))
    await site.files()
    assert await whole_visits.told_visit(clickhouse, 1, site.zone, 7, 9, 9) is None
