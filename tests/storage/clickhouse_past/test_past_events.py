"""Events come back as they went, the newest ones first looked for."""

from random import Random

from msgspec.structs import replace

from tests.any_rows import any_event
from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.events import Event
from tracker.domain.places import Place
from tracker.domain.rows import Pageview, PlaceCorrection, TitleCorrection, VisitRemoval
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_past.past_events import events_before

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000
BERLIN = Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38)


async def test_an_event_comes_back_as_it_went(clickhouse: ClickHouse):
    site, chance = SmallSite(clickhouse), Random(7)
    for number in range(1, 60):
        site.log.add(replace(any_event(chance, number), site_id=1))
    await site.files()
    assert await events_before(clickhouse, 1, 1_000, 100) == site.log.rows
    assert await events_before(clickhouse, 1, 31, 10) == site.log.rows[20:30]


async def test_however_long_ago_they_were_there_are_as_many_as_are_wanted(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for number, days in enumerate((40, 12, 11, 3, 0)):
        site.log.view(number, NOON - days * DAY)
    await site.files()
    assert await cursors(clickhouse, 3) == [3, 4, 5]
    assert await cursors(clickhouse, 9) == [1, 2, 3, 4, 5]


async def test_a_site_without_events_has_none(clickhouse: ClickHouse):
    assert await events_before(clickhouse, 1, 1_000, 10) == []


async def test_what_was_found_later_is_known_and_what_is_gone_is_not(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    page = site.log.view(1, NOON, place=Place("FR"))
    site.log.view(2, NOON)
    site.log.view(3, NOON, import_id=4)
    site.log.view(4, NOON)
    site.log.add(TitleCorrection(1, NOON, 0, "Later", Pageview(1, page.cursor, NOON), 1))
    for visit in (1, 2):
        site.log.add(PlaceCorrection(1, NOON, visit, BERLIN))
    site.log.add(PlaceCorrection(1, NOON, 2, Place("US")))
    site.log.add(VisitRemoval(1, NOON, 4))
    await site.files()
    found: list[Event] = await events_before(clickhouse, 1, 1_000, 10)
    said = [(each.cursor, each.title, each.place) for each in found]
    assert said == [(1, "Later", Place("FR")), (2, "A page", BERLIN)]


async def cursors(engine: ClickHouse, most: int) -> list[int]:
    return [each.cursor for each in await events_before(engine, 1, 1_000, most)]
