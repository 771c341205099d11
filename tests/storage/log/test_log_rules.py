"""What every log promises, whatever keeps it: the one in the file, and the one in memory."""

import random
from copy import copy

import pytest
from msgspec.json import encode

from tests.any_rows import PLACES, SITES, any_event, any_row, any_visit
from tests.making import NOON, event, visitor
from tests.memory_log import MemoryLog
from tracker.domain.events import Event, Page
from tracker.domain.filters import EVERYTHING, LOOKS, Conditions, Filter
from tracker.domain.ids import first_id
from tracker.domain.rows import (
    LEFT,
    Back,
    Leave,
    Pageview,
    PlaceCorrection,
    Reset,
    Row,
    TitleCorrection,
)
from tracker.domain.sources import Source
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Fenced
from tracker.storage.log.event_log import MOST_OF_VISIT, PART, WholeLog
from tracker.storage.log.file_log import SqliteEventLog


@pytest.fixture(params=["file", "memory"])
async def log(request: pytest.FixtureRequest, db: Database) -> WholeLog:
    if request.param == "memory":
        return MemoryLog()
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


async def filled(log: WholeLog, rows: int, seed: int = 1) -> list[Row]:
    """The log after so many rows of all kinds and sites, in batches of any size."""
    chance = random.Random(seed)
    made = [any_row(chance, number) for number in range(1, rows + 1)]
    left = list(made)
    while left:
        size = chance.randrange(1, 60)
        batch, left = left[:size], left[size:]
        await log.append(batch)
    return made


async def followed(log: WholeLog, cursor: int, most: int) -> list[Row]:
    """What a follower that stood at the cursor reads until there is no more."""
    found: list[Row] = []
    while rows := await log.rows_after(cursor, most):
        assert len(rows) <= most
        found += rows
        cursor = rows[-1].cursor
    return found


async def test_cursors_follow_each_other_over_all_kinds_and_sites(log: WholeLog) -> None:
    rows = await filled(log, 150)
    assert [row.cursor for row in rows] == list(range(1, 151))
    assert log.head == 150


@pytest.mark.parametrize("most", [1, 7, 64, 1_000])
async def test_a_follower_reads_the_whole_log_as_it_was_appended(log: WholeLog, most: int) -> None:
    rows = await filled(log, 300)
    assert await followed(log, 0, most) == rows


async def test_a_follower_goes_on_from_any_cursor(log: WholeLog) -> None:
    rows = await filled(log, 60)
    for cursor in range(62):
        assert await followed(log, cursor, 10) == rows[cursor:]


async def test_a_follower_at_the_end_reads_what_comes_then(log: WholeLog) -> None:
    await filled(log, 20)
    assert await log.rows_after(log.head, 10) == []
    late = any_event(random.Random(7), 21)
    await log.append([late])
    assert await log.rows_after(20, 10) == [late]


async def test_what_is_done_to_a_row_after_it_was_appended_is_not_in_the_log(
    log: WholeLog,
) -> None:
    row = event(1, path="/before")
    await log.append([row])
    row.page = Page("example.com", "/after", None)
    [kept] = await log.rows_after(0, 10)
    assert isinstance(kept, Event)
    assert kept.page.path == "/before"


async def test_a_site_is_told_its_own_rows_only(log: WholeLog) -> None:
    rows = await filled(log, 200)
    for site in SITES:
        told = await log.read_after(site, 0, log.head)
        assert [each.cursor for each in told] == [row.cursor for row in rows if row.site_id == site]


async def test_a_site_is_told_a_part_at_a_time(log: WholeLog) -> None:
    await log.append([event(number) for number in range(1, PART + 11)])
    first = await log.read_after(1, 0, log.head)
    assert len(first) == PART
    rest = await log.read_after(1, first[-1].cursor, log.head)
    assert [each.cursor for each in rest] == list(range(PART + 1, PART + 11))


async def test_a_view_goes_on_behind_every_cursor(log: WholeLog) -> None:
    rows = await filled(log, 80)
    assert (log.newest, log.head_of(1)) == (80, 80)
    for cursor in range(81):
        assert await log.has_come_to(1, cursor)
        mine = [row for row in rows if row.site_id == 1 and row.cursor > cursor]
        assert await log.read_after(1, cursor, min(80, log.reach(1, cursor))) == mine
    assert not await log.has_come_to(1, 81)


async def test_scrolling_back_comes_to_every_event_once(log: WholeLog) -> None:
    rows = await filled(log, 300)
    mine = [row.cursor for row in rows if isinstance(row, Event) and row.site_id == 2]
    found: list[int] = []
    before = log.head + 1
    while before:
        part = await log.earlier(2, before, 7, EVERYTHING)
        found = [each.cursor for each in part.messages] + found
        before = part.before
    assert found == mine


async def test_earlier_events_have_the_place_that_was_found_late(log: WholeLog) -> None:
    await log.append([event(1, visit=5), PlaceCorrection(1, NOON, 5, PLACES[1]), event(2, visit=6)])
    found = await log.earlier(1, log.head + 1, 10, Filter(only=Conditions(country="DE")))
    assert [each.cursor for each in found.messages] == [1]


async def test_the_oldest_of_the_newest_is_found(log: WholeLog) -> None:
    rows = await filled(log, 100)
    mine = [row.cursor for row in rows if isinstance(row, Event) and row.site_id == 1]
    assert await log.oldest_of(1, log.head + 1, 5) == mine[-5]
    assert await log.oldest_of(1, mine[3], 100) == mine[0]
    assert await log.oldest_of(9, log.head + 1, 5) is None


async def test_what_is_appended_again_is_in_the_log_once(log: WholeLog) -> None:
    rows = await filled(log, 40)
    again = [event_like(row) for row in rows if isinstance(row, Event)]
    await log.append(again, log.head)
    assert [row.cursor for row in again] == [row.cursor for row in rows if isinstance(row, Event)]
    assert await followed(log, 0, 100) == rows


def event_like(row: Event) -> Event:
    made = copy(row)
    made.cursor = 0
    return made


async def test_a_batch_that_was_half_known_stays_exact(log: WholeLog) -> None:
    made = [event(number) for number in range(1, 6)]
    await log.append(made[:3], 3)
    await log.append([*map(event_like, made[:3]), *made[3:]], 5)
    assert [row.cursor for row in await log.rows_after(0, 10)] == [1, 2, 3, 4, 5]
    assert log.head == 5


async def test_other_rows_of_a_batch_that_is_known_are_known_with_it(log: WholeLog) -> None:
    made = [event(1), Reset(1, NOON, 1), event(2)]
    await log.append(made)
    await log.append([event_like(made[0]), Reset(1, NOON, 1), event_like(made[2]), event(3)], 4)
    assert [type(row) for row in await log.rows_after(0, 9)] == [Event, Reset, Event, Event]


async def test_known_events_keep_their_cursors_in_a_batch_behind_them(log: WholeLog) -> None:
    made = [event(number) for number in range(1, 6)]
    await log.append(made[:3], 3)
    again = [event_like(row) for row in made]
    await log.append(again, 8)
    assert [row.cursor for row in again] == [1, 2, 3, 7, 8]
    assert [row.id for row in await followed(log, 0, 10)] == [1, 2, 3, 4, 5]
    assert log.head == 8


async def test_rows_where_others_stand_are_refused(log: WholeLog) -> None:
    await log.append([event(1), event(2)])
    with pytest.raises(Fenced):
        await log.append([event(3), event(4)], 3)
    assert [row.id for row in await log.rows_after(0, 10)] == [1, 2]


async def test_rows_that_are_no_events_are_refused_where_others_stand(log: WholeLog) -> None:
    page = Pageview(1, 1, NOON)
    await log.append([event(1), Leave(1, NOON, 0, "/", 2, 5_000, 50, page, 1)])
    for other in (Leave(1, NOON, 0, "/", 2, 9_000, 90, page, 1), Reset(1, NOON, 1)):
        with pytest.raises(Fenced):
            await log.append([other], 2)
    again = Leave(1, NOON, 0, "/", 2, 5_000, 50, page, 1, sender="192.0.2.1")
    await log.append([again], 2)
    assert (again.cursor, log.head) == (2, 2)
    assert len(await log.rows_after(0, 9)) == 2


async def test_the_newest_id_is_known(log: WholeLog) -> None:
    await log.append([event(7), event(9)])
    assert log.newest_id == 9


async def test_a_pageview_is_found_by_what_names_it_late(log: WholeLog) -> None:
    hour = 3_600_000
    named = event(1, beacon=5, visit=7)
    elsewhere = event(3, beacon=8, who=visitor(1, 2))
    await log.append([named, event(2, beacon=6, name="Order"), elsewhere])
    late = [Leave(1, NOON + 47 * hour, beacon, "/", 2, 0, 0) for beacon in (5, 6, 8, 9)]
    assert await log.pageviews(late) == {5: Pageview(7, 1, NOON)}
    much_later = Leave(1, NOON + 49 * hour, 5, "/", 2, 0, 0)
    assert await log.pageviews([much_later]) == {}


def pageview(number: int, visit: int, path: str, at: int, source: str = "") -> Event:
    made = event(number, visit=visit, path=path, at=at)
    made.source = Source(source, "organic-search" if source else "internal")
    return made


MINUTE = 60_000
CAME_FROM_GOOGLE = Filter(Conditions(source="Google"))
ORDERED = Filter(Conditions(event="Order"))


def two_visits() -> list[Row]:
    """One from Google that ordered on its third page, and one that did neither."""
    order = event(5, visit=70, path="/done", name="Order", at=NOON + 4 * MINUTE)
    order.source = Source("", "internal")
    return [
        pageview(1, 70, "/landing", NOON, "Google"),
        pageview(2, 80, "/landing", NOON + MINUTE, "Bing"),
        pageview(3, 70, "/cart", NOON + 2 * MINUTE),
        pageview(4, 70, "/done", NOON + 3 * MINUTE),
        order,
        pageview(6, 80, "/about", NOON + 5 * MINUTE),
    ]


async def selected(log: WholeLog, wanted: Filter, before: int = 99, limit: int = 50) -> list[int]:
    found = await log.earlier(1, before, limit, wanted)
    return [each.cursor for each in found.messages]


@pytest.mark.parametrize(
    ("conditions", "cursors"),
    [
        (Conditions(source="Google"), [1, 3, 4, 5]),
        (Conditions(event="Order"), [1, 3, 4, 5]),
        (Conditions(page="/landing", event="Order"), [1, 3, 4, 5]),
        (Conditions(page="/about"), [2, 6]),
        (Conditions(page="/a"), []),
        (Conditions(page_begins="/a"), [2, 6]),
        (Conditions(page_begins="/landing/"), []),
        (Conditions(source="Bing", event="Order"), []),
        (Conditions(country="DE"), []),
    ],
)
async def test_a_visit_is_selected_whole_by_what_any_of_its_events_meet(
    log: WholeLog, conditions: Conditions, cursors: list[int]
) -> None:
    await log.append(two_visits())
    assert await selected(log, Filter(conditions)) == cursors


async def test_events_of_selected_visits_can_be_filtered(log: WholeLog) -> None:
    await log.append(two_visits())
    orders_from_google = Filter(Conditions(source="Google"), Conditions(event="Order"))
    assert await selected(log, orders_from_google) == [5]
    carts = Filter(Conditions(event="Order"), Conditions(page="/cart", event="pageview"))
    assert await selected(log, carts) == [3]


async def test_a_visit_is_selected_by_events_before_and_behind_those_looked_at(
    log: WholeLog,
) -> None:
    await log.append(two_visits())
    assert await selected(log, CAME_FROM_GOOGLE, limit=2) == [4, 5]
    assert await selected(log, ORDERED, before=4, limit=2) == [1, 3]


async def test_only_what_is_known_up_to_a_cursor_selects(log: WholeLog) -> None:
    await log.append(two_visits())
    for upto, cursors in ((4, []), (5, [1, 3])):
        found = await log.earlier(1, 4, 50, ORDERED, upto)
        assert [each.cursor for each in found.messages] == cursors


async def test_further_than_two_hours_no_event_is_looked_for(log: WholeLog) -> None:
    rows = [pageview(1, 7, "/a", NOON, "Google"), pageview(2, 7, "/b", NOON + LOOKS)]
    rows += [pageview(3, 7, "/c", NOON + LOOKS + MINUTE), pageview(4, 7, "/d", NOON + 2 * LOOKS)]
    await log.append(rows)
    looked = Filter(Conditions(source="Google"), Conditions(page="/b"))
    assert await selected(log, looked) == [2]
    assert await log.met_before(1, 2, CAME_FROM_GOOGLE) == {7: CAME_FROM_GOOGLE.visits.asked}
    assert await log.met_before(1, 3, CAME_FROM_GOOGLE) == {}


async def test_what_began_a_visit_selects_it_however_long_ago(log: WholeLog) -> None:
    visit = first_id(NOON + 1) + 12  # beside others of the same moment, and given a little later
    rows = [pageview(1, visit, "/a", NOON, "Google"), pageview(2, visit, "/b", NOON + MINUTE)]
    later = NOON + 2 * LOOKS
    rows += [pageview(3, visit, "/c", later), pageview(4, visit + 1, "/d", later)]
    await log.append(rows)
    assert await log.met_before(1, 4, CAME_FROM_GOOGLE) == {visit: CAME_FROM_GOOGLE.visits.asked}
    assert await log.met_before(1, 4, Filter(Conditions(page="/b"))) == {}
    await log.append([pageview(number, 7, "/", later + 2 * LOOKS) for number in range(5, 2_010)])
    assert await selected(log, CAME_FROM_GOOGLE, before=4, limit=1) == [3]
    both = Filter(Conditions(source="Google"), Conditions(page="/c"))
    assert await selected(log, both, before=2_003) == [3]


async def test_what_visits_have_met_is_told_as_it_was_at_a_cursor(log: WholeLog) -> None:
    await log.append([*two_visits(), PlaceCorrection(1, NOON + 6 * MINUTE, 80, PLACES[2])])
    wanted = Filter(Conditions(source="Google", country="FR", event="Order"))
    told = [await log.met_before(1, upto, wanted) for upto in (0, 1, 4, 5, 6, 7)]
    google = Conditions(source="Google").asked
    both = Conditions(source="Google", event="Order").asked
    french = Conditions(country="FR").asked
    assert told == [{}, {70: google}, {70: google}, {70: both}, {70: both}, {70: both, 80: french}]
    assert await log.met_before(2, 7, wanted) == {}


async def test_a_visits_rows_are_told_in_order_up_to_a_cursor(log: WholeLog) -> None:
    page = Pageview(70, 1, NOON)
    rows = [
        *two_visits()[:4],
        Leave(1, NOON + 4 * MINUTE, 0, "/landing", 2, 1_500, 80, page, 70),
        Back(1, NOON + 4 * MINUTE, 0, "/landing", page, 70),
        PlaceCorrection(1, NOON + 4 * MINUTE, 70, PLACES[1]),
        TitleCorrection(1, NOON + 4 * MINUTE, 0, "Welcome", page, 70),
        Leave(1, NOON + 4 * MINUTE, 0, "/landing", 2, 1_500, 80, Pageview(80, 2, NOON), 80),
        event(9, visit=70, who=visitor(1, 2)),
        two_visits()[4],
    ]
    await log.append(rows)
    mine = [row for row in rows if row.site_id == 1 and getattr(row, "visit", 0) == 70]
    assert await log.visit_rows(1, [70], 12, NOON + 4 * MINUTE) == mine
    assert await log.visit_rows(1, [70], 11, NOON + 4 * MINUTE) == mine[:-1]
    assert await log.visit_rows(1, [70, 80], 4, NOON + 4 * MINUTE) == rows[:3]
    assert await log.visit_rows(1, [90], 12, NOON + 4 * MINUTE) == []


async def test_of_a_long_visit_the_newest_events_are_told(log: WholeLog) -> None:
    most = MOST_OF_VISIT
    await log.append([pageview(n, 7, f"/{n}", NOON + n) for n in range(1, most + 51)])
    rows = await log.visit_rows(1, [7], most + 51, NOON + most + 50)
    assert [row.cursor for row in rows] == list(range(51, most + 51))


@pytest.mark.parametrize("seed", range(6))
async def test_both_logs_select_the_same(db: Database, seed: int) -> None:
    """Of rows in any order, by any filter."""
    file, memory, chance = SqliteEventLog(db), MemoryLog(), random.Random(seed)
    await file.open()
    for each in (file, memory):
        await filled(each, 250, seed)
    for _ in range(40):
        wanted, upto = any_filter(chance), chance.randrange(251)
        asked = (chance.choice(SITES), chance.randrange(1, 252), chance.randrange(1, 30), wanted)
        found = [await each.earlier(*asked, upto) for each in (file, memory)]
        assert encode(found[0]) == encode(found[1])
        assert await file.met_before(1, upto, wanted) == await memory.met_before(1, upto, wanted)
        visits = {any_visit(chance) for _ in range(3)}
        told = [await each.visit_rows(1, visits, upto, NOON + upto) for each in (file, memory)]
        assert told[0] == told[1]


def any_filter(chance: random.Random) -> Filter:
    def any_conditions(likely: float) -> Conditions:
        def maybe(*values: str) -> str:
            return chance.choice(values) if chance.random() < likely else ""

        pages = maybe("/1", "/9"), maybe("/", "/2", "/9")
        return Conditions(*pages, maybe("DE", "FR"), maybe("Google"), maybe("Order", "pageview"))

    return Filter(any_conditions(0.3), any_conditions(0.1))


async def test_what_an_import_brings_is_no_news(log: WholeLog):
    own, brought = event(1, visit=1), event(2, visit=2, at=NOON - 1)
    brought.import_id = 3
    await log.append([own])
    brought.cursor, left = 2, Leave(1, NOON, 0, "/", LEFT, 9, 50, Pageview(2, 2, NOON - 1), 2, 3)
    await log.bring([brought, left])
    assert log.head == 3
    assert [row.cursor for row in await log.read_after(1, 0, 3)] == [1]
    assert [each.cursor for each in (await log.earlier(1, 9, 9, EVERYTHING)).messages] == [1]
    assert [row.cursor for row in await log.rows_after(0, 9)] == [1, 2, 3]
    assert (await log.rows_after(1, 1))[0] == brought
    late = event(3)
    late.cursor = 9
    with pytest.raises(Fenced):
        await log.bring([late])
