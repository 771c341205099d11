"""What every log promises, whatever keeps it: the one in the file, and the one in memory."""

import random

import pytest

from tests.making import NOON, event, visitor
from tests.memory_log import MemoryLog
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Correction, Event, Leave, Page, Removal, Row
from tracker.domain.filters import EVERYTHING, Filter
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import Source
from tracker.storage.file.database import Database
from tracker.storage.log.event_log import PART, EventLog, SqliteEventLog

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
    return made


def any_campaign(chance: random.Random) -> Campaign | None:
    return chance.choice([None, Campaign("hn", "post", "x", "", "", "gclid")])


def any_row(chance: random.Random, number: int) -> Row:
    site, at, visit = chance.choice(SITES), NOON + number, chance.randrange(1, 9)
    kind = chance.random()
    if kind < 0.6:
        return any_event(chance, number)
    if kind < 0.85:
        return Leave(site, at, visit, number, "/", chance.choice([1, 2]), 1_500, 80)
    if kind < 0.95:
        return Correction(site, at, visit, chance.choice(PLACES[1:]))
    return Removal(site, at, *chance.choice([(0, 0, 0), (visit, 0, 0), (-1, 0, NOON)]))


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
    await log.append([event(1, visit=5), Correction(1, NOON, 5, PLACES[1]), event(2, visit=6)])
    found = await log.earlier(1, log.head + 1, 10, Filter(country="DE"))
    assert [each.cursor for each in found.messages] == [1]


async def test_the_oldest_of_the_newest_is_found(log: EventLog) -> None:
    rows = await filled(log, 100)
    mine = [row.cursor for row in rows if isinstance(row, Event) and row.site_id == 1]
    assert await log.oldest_of(1, log.head + 1, 5) == mine[-5]
    assert await log.oldest_of(1, mine[3], 100) == mine[0]
    assert await log.oldest_of(9, log.head + 1, 5) is None
