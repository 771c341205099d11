"""What every log promises, whatever keeps it: the one in the file, and the one in memory."""

import random
from copy import copy

import pytest

from tests.making import NOON, event, visitor
from tests.memory_log import MemoryLog
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.filters import EVERYTHING, Filter
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import (
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    OfPageview,
    Pageview,
    PlaceCorrection,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.domain.sources import Source
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Fenced
from tracker.storage.log.event_log import PART, EventLog
from tracker.storage.log.file_log import SqliteEventLog

PLACES = [NOWHERE, Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38), Place("FR")]
SITES = (1, 2, 3)


@pytest.fixture(params=["file", "memory"])
async def log(request: pytest.FixtureRequest, db: Database) -> EventLog:
    if request.param == "memory":
        return MemoryLog()
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


def any_event(chance: random.Random, number: int) -> Event:
    who = visitor(chance.randrange(1, 9), chance.choice(SITES))
    made = event(number, who=who, visit=chance.randrange(1, 9), at=NOON + number)
    made.page = Page("example.com", f"/{chance.randrange(4)}", any_campaign(chance))
    made.place = chance.choice(PLACES)
    made.source = chance.choice([Source("Direct", "direct"), Source("Google", "organic-search")])
    made.name = chance.choice(["pageview", "pageview", "Order"])
    made.properties = chance.choice([None, '{"plan":"pro"}'])
    made.address = chance.choice([None, "192.0.2.0"])
    made.beacon = chance.getrandbits(62)
    made.is_new = chance.random() < 0.3
    made.import_id = chance.choice([None, None, 3])
    made.agent = made.agent._replace(browser_version=chance.choice(["", "140"]))
    return made


def any_campaign(chance: random.Random) -> Campaign | None:
    return chance.choice([None, Campaign("hn", "post", "x", "", "", "gclid")])


def any_row(chance: random.Random, number: int) -> Row:
    site, at, visit = chance.choice(SITES), NOON + number, chance.randrange(1, 9)
    kind = chance.random()
    if kind < 0.6:
        return any_event(chance, number)
    if kind < 0.85:
        return any_leave(chance, site, at, visit)
    if kind < 0.9:
        return PlaceCorrection(site, at, visit, chance.choice(PLACES[1:]))
    return chance.choice(
        [
            SiteRemoval(site, at),
            VisitRemoval(site, at, visit),
            AgeRemoval(site, at, NOON),
            ImportRemoval(site, at, 3),
            Reset(site, at, number),
            DayRow(site, at, 20_700, "source", "Google", 3, 4, 9, 1, 2, 240_000, 180_000, 1),
            DayRow(site, at, 20_700, "", "", visitors=3),
        ]
    )


def any_leave(chance: random.Random, site: int, at: int, visit: int) -> OfPageview:
    page = Pageview(visit, 1, NOON)
    return chance.choice(
        [
            Leave(site, at, 0, "/", chance.choice([1, 2]), 1_500, 80, page, visit),
            Leave(site, at, 77, "/", 2, 1_500, 80, None, visit),
            Back(site, at, 0, "/", page, visit),
            TitleCorrection(site, at, 0, "Welcome", page, visit),
        ]
    )


async def filled(log: EventLog, rows: int, seed: int = 1) -> list[Row]:
    """The log after so many rows of all kinds and sites, in batches of any size."""
    chance = random.Random(seed)
    made = [any_row(chance, number) for number in range(1, rows + 1)]
    left = list(made)
    while left:
        size = chance.randrange(1, 60)
        batch, left = left[:size], left[size:]
        await log.append(batch)
    return made


async def followed(log: EventLog, cursor: int, most: int) -> list[Row]:
    """What a follower that stood at the cursor reads until there is no more."""
    found: list[Row] = []
    while rows := await log.rows_after(cursor, most):
        assert len(rows) <= most
        found += rows
        cursor = rows[-1].cursor
    return found


async def test_cursors_follow_each_other_over_all_kinds_and_sites(log: EventLog) -> None:
    rows = await filled(log, 150)
    assert [row.cursor for row in rows] == list(range(1, 151))
    assert log.head == 150


@pytest.mark.parametrize("most", [1, 7, 64, 1_000])
async def test_a_follower_reads_the_whole_log_as_it_was_appended(log: EventLog, most: int) -> None:
    rows = await filled(log, 300)
    assert await followed(log, 0, most) == rows


async def test_a_follower_goes_on_from_any_cursor(log: EventLog) -> None:
    rows = await filled(log, 60)
    for cursor in range(62):
        assert await followed(log, cursor, 10) == rows[cursor:]


async def test_a_follower_at_the_end_reads_what_comes_then(log: EventLog) -> None:
    await filled(log, 20)
    assert await log.rows_after(log.head, 10) == []
    late = any_event(random.Random(7), 21)
    await log.append([late])
    assert await log.rows_after(20, 10) == [late]


async def test_what_is_done_to_a_row_after_it_was_appended_is_not_in_the_log(
    log: EventLog,
) -> None:
    row = event(1, path="/before")
    await log.append([row])
    row.page = Page("example.com", "/after", None)
    [kept] = await log.rows_after(0, 10)
    assert isinstance(kept, Event)
    assert kept.page.path == "/before"


async def test_a_site_is_told_its_own_rows_only(log: EventLog) -> None:
    rows = await filled(log, 200)
    for site in SITES:
        told = await log.read_after(site, 0, log.head)
        assert [each.cursor for each in told] == [row.cursor for row in rows if row.site_id == site]


async def test_a_site_is_told_a_part_at_a_time(log: EventLog) -> None:
    await log.append([event(number) for number in range(1, PART + 11)])
    first = await log.read_after(1, 0, log.head)
    assert len(first) == PART
    rest = await log.read_after(1, first[-1].cursor, log.head)
    assert [each.cursor for each in rest] == list(range(PART + 1, PART + 11))


async def test_scrolling_back_comes_to_every_event_once(log: EventLog) -> None:
    rows = await filled(log, 300)
    mine = [row.cursor for row in rows if isinstance(row, Event) and row.site_id == 2]
    found: list[int] = []
    before = log.head + 1
    while before:
        part = await log.earlier(2, before, 7, EVERYTHING)
        found = [each.cursor for each in part.messages] + found
        before = part.before
    assert found == mine


async def test_earlier_events_have_the_place_that_was_found_late(log: EventLog) -> None:
    await log.append([event(1, visit=5), PlaceCorrection(1, NOON, 5, PLACES[1]), event(2, visit=6)])
    found = await log.earlier(1, log.head + 1, 10, Filter(country="DE"))
    assert [each.cursor for each in found.messages] == [1]


async def test_the_oldest_of_the_newest_is_found(log: EventLog) -> None:
    rows = await filled(log, 100)
    mine = [row.cursor for row in rows if isinstance(row, Event) and row.site_id == 1]
    assert await log.oldest_of(1, log.head + 1, 5) == mine[-5]
    assert await log.oldest_of(1, mine[3], 100) == mine[0]
    assert await log.oldest_of(9, log.head + 1, 5) is None


async def test_what_is_appended_again_is_in_the_log_once(log: EventLog) -> None:
    rows = await filled(log, 40)
    again = [event_like(row) for row in rows if isinstance(row, Event)]
    await log.append(again, log.head)
    assert [row.cursor for row in again] == [row.cursor for row in rows if isinstance(row, Event)]
    assert await followed(log, 0, 100) == rows


def event_like(row: Event) -> Event:
    made = copy(row)
    made.cursor = 0
    return made


async def test_a_batch_that_was_half_known_stays_exact(log: EventLog) -> None:
    made = [event(number) for number in range(1, 6)]
    await log.append(made[:3], 3)
    await log.append([*map(event_like, made[:3]), *made[3:]], 5)
    assert [row.cursor for row in await log.rows_after(0, 10)] == [1, 2, 3, 4, 5]
    assert log.head == 5


async def test_other_rows_of_a_batch_that_is_known_are_known_with_it(log: EventLog) -> None:
    made = [event(1), Reset(1, NOON, 1), event(2)]
    await log.append(made)
    await log.append([event_like(made[0]), Reset(1, NOON, 1), event_like(made[2]), event(3)], 4)
    assert [type(row) for row in await log.rows_after(0, 9)] == [Event, Reset, Event, Event]


async def test_known_events_keep_their_cursors_in_a_batch_behind_them(log: EventLog) -> None:
    made = [event(number) for number in range(1, 6)]
    await log.append(made[:3], 3)
    again = [event_like(row) for row in made]
    await log.append(again, 8)
    assert [row.cursor for row in again] == [1, 2, 3, 7, 8]
    assert [row.id for row in await followed(log, 0, 10)] == [1, 2, 3, 4, 5]
    assert log.head == 8


async def test_rows_where_others_stand_are_refused(log: EventLog) -> None:
    await log.append([event(1), event(2)])
    with pytest.raises(Fenced):
        await log.append([event(3), event(4)], 3)
    assert [row.id for row in await log.rows_after(0, 10)] == [1, 2]


async def test_the_newest_id_is_known(log: EventLog) -> None:
    await log.append([event(7), event(9)])
    assert log.newest_id == 9


async def test_a_pageview_is_found_by_what_names_it_late(log: EventLog) -> None:
    hour = 3_600_000
    named = event(1, beacon=5, visit=7)
    elsewhere = event(3, beacon=8, who=visitor(1, 2))
    await log.append([named, event(2, beacon=6, name="Order"), elsewhere])
    late = [Leave(1, NOON + 47 * hour, beacon, "/", 2, 0, 0) for beacon in (5, 6, 8, 9)]
    assert await log.pageviews(late) == {5: Pageview(7, 1, NOON)}
    much_later = Leave(1, NOON + 49 * hour, 5, "/", 2, 0, 0)
    assert await log.pageviews([much_later]) == {}
