"""What stands of imports in the database, and how it goes."""

from collections.abc import Sequence
from functools import partial

import pytest

from tests.making import NOON, account, event, leave, visitor
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.imports.brought import NONE, BroughtEvents, Columns, no_columns
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import LEFT, Leave, Pageview
from tracker.domain.sources import Source
from tracker.storage.erasing.asked_of_sites import ToReset, ask_reset
from tracker.storage.erasing.erasures import sweep_is_asked
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Fenced
from tracker.storage.imports import known_rows as known
from tracker.storage.imports.erasing import (
    end_erasing,
    erase_import,
    import_removal_is_recorded,
)
from tracker.storage.imports.imports import (
    Import,
    begin_import,
    end_import,
    find_import,
    imports_of,
    leaving_imports,
    note_rows,
)
from tracker.storage.imports.imports import leave as undo
from tracker.storage.imports.known_rows import first_own, known_rows, visits_at
from tracker.storage.imports.shelf import AT_ONCE, shelf
from tracker.storage.imports.summed_days import AT_ONCE as ADDED_AT_ONCE
from tracker.storage.imports.summed_days import summed_days
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import insert_site

HOUR = 3_600_000


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


@pytest.fixture
async def site(db: Database) -> int:
    owner = (await account(db)).id
    async with db.transaction() as tx:
        made = await insert_site(
            tx, key="k" * 12, owner_id=owner, name="a.example", time_zone="UTC", at=NOON
        )
    return made.id


async def begun(db: Database, site: int, mark: str = "m", own: int | None = None) -> Import:
    async with db.transaction() as tx:
        return await begin_import(tx, site, "combined", ["a.log"], mark, None, NOON, own)


def row(number: int, site: int, brought: int, at: int = NOON) -> Event:
    made = event(number, who=visitor(number, site), visit=number, at=at, beacon=number)
    made.import_id = brought
    made.properties = '{"a":1}'
    return made


def sent(*rows: tuple[int, int]) -> Columns:
    """By number and time."""
    made = [
        (number, number, at, 7, number, 0, 0, 1, 0, 0, 0, 2, 800, None, None, 0, 0)
        for number, at in rows
    ]
    return Columns._make(map(list, zip(*made, strict=True))) if made else no_columns()


async def bring(log: SqliteEventLog, brought: int, rows: Sequence[Event]) -> None:
    for cursor, each in enumerate(rows, log.head + 1):
        each.cursor = cursor
    await log.bring(rows, note_rows(brought, rows[0].cursor, rows[-1].cursor))


async def stretches(db: Database) -> list[tuple[int, ...]]:
    rows = await db.read("select import_id, first, last from import_rows order by first")
    return [tuple(each) for each in rows]


async def test_the_same_files_go_on_until_they_are_done(db: Database, site: int):
    first = await begun(db, site)
    assert await begun(db, site) == first
    assert (await begun(db, site, "other")).id != first.id
    await end_import(db, first.id, {"pageviews": 3}, NOON + 1)
    assert (await begun(db, site)).id not in {first.id}
    found = await find_import(db, first.id)
    assert found is not None
    assert (found.state, found.told, found.ended_at) == ("done", {"pageviews": 3}, NOON + 1)
    assert [each.id for each in await imports_of(db, site)] == [3, 2, 1]
    assert await find_import(db, 99) is None


async def test_batches_that_follow_each_other_are_one_stretch(
    db: Database, log: SqliteEventLog, site: int
):
    brought = (await begun(db, site)).id
    await bring(log, brought, [row(1, site, brought), row(2, site, brought)])
    await bring(log, brought, [row(3, site, brought)])
    await log.append([event(4, who=visitor(4, site))])
    await bring(log, brought, [row(5, site, brought)])
    assert await stretches(db) == [(1, 1, 3), (1, 5, 5)]


async def test_rows_that_follow_another_cursor_are_not_written(
    db: Database, log: SqliteEventLog, site: int
):
    late = row(1, site, 1)
    late.cursor = 7
    with pytest.raises(Fenced):
        await log.bring([late])
    assert log.head == 0


@pytest.mark.parametrize("most", [1, 8])
async def test_what_was_brought_before_is_known(
    db: Database, log: SqliteEventLog, site: int, most: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(known, "MOST", most)
    brought = (await begun(db, site)).id
    await bring(log, brought, [row(number, site, brought, NOON + number) for number in (1, 2, 3)])
    await log.append([event(9, who=visitor(9, site), beacon=9, at=NOON + 2)])
    asked = [(number, NOON + number) for number in (1, 3, 4)]
    found = await known_rows(db, site, sent(*asked))
    assert {1: brought, 3: brought}.items() <= found.items()
    assert not {4, 9} & found.keys()
    assert await known_rows(db, site, sent()) == {}


async def test_events_are_brought_as_they_were_sent(db: Database, log: SqliteEventLog, site: int):
    brought = (await begun(db, site)).id
    campaign = Campaign("mail", "", "", "", "", "")
    page, place = Page("a.example", "/a", campaign), Place("DE", "DE-BE", "Berlin")
    source, agent = (
        Source("Google", "organic-search"),
        Agent("Firefox", "Linux", "desktop", "140", ""),
    )
    events = BroughtEvents(
        sent((1, NOON), (2, NOON + 1)),
        ["pageview", "A title", "de"],
        [page],
        [("https://google.com/", source)],
        [place],
        [agent],
    )
    events.columns.engaged[0], events.columns.depth[0] = 900, 50
    events.columns.place[1], events.columns.properties[1] = NONE, '{"a":1}'
    assert (events.part(1, 9).cursors, events.without({2}).cursors) == (1, 2)
    for _ in range(2):  # once with all to learn, once with nothing
        last = await log.bring_events(events, site, brought, partial(note_rows, brought))
    assert (last, log.head, log.newest_id) == (6, 6, 0)
    again = SqliteEventLog(db)  # which must find all of it first
    await again.open()
    assert await again.bring_events(events, site, brought, partial(note_rows, brought)) == 9
    events.agents[0] = agent._replace(system="Plan 9")  # all that is new
    assert await again.bring_events(events, site, brought, partial(note_rows, brought)) == 12
    assert [row.agent.system for row in await again.rows_after(9, 1)] == ["Plan 9"]
    first, left, second = (await log.rows_after(0, 9))[:3]
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert (first.page, first.place, first.agent, first.source) == (page, place, agent, source)
    assert (first.title, first.language, first.name) == ("A title", "de", "pageview")
    assert left == Leave(site, NOON + 900, 0, "/a", LEFT, 900, 50, Pageview(1, 1, NOON), 1, 2)
    assert (second.place, second.properties, second.import_id) == (NOWHERE, '{"a":1}', brought)
    assert await stretches(db) == [(brought, 1, 12)]


async def test_a_site_begins_to_count_with_its_own_first_row(
    db: Database, log: SqliteEventLog, site: int
):
    assert await first_own(db, site) is None
    brought = (await begun(db, site)).id
    await bring(log, brought, [row(1, site, brought, NOON - 9 * HOUR)])
    assert await first_own(db, site) is None
    await log.append([event(2, who=visitor(2, site), at=NOON + HOUR)])
    assert await first_own(db, site) == NOON + HOUR
    await begun(db, site, "later", NOON + HOUR)
    assert await first_own(db, site) == NOON + HOUR


async def test_visits_in_progress_are_found(db: Database, log: SqliteEventLog, site: int):
    brought = (await begun(db, site)).id
    await bring(log, brought, [row(1, site, brought), row(2, site, brought, NOON - HOUR)])
    await log.append([event(3, who=visitor(3, site))])
    assert await visits_at(db, site, NOON + 10, HOUR // 2) == {1: (1, NOON)}


async def test_an_import_goes_in_slices_and_nothing_else_with_it(
    db: Database, log: SqliteEventLog, site: int
):
    brought = await begun(db, site)
    await bring(log, brought.id, [row(number, site, brought.id) for number in (1, 2, 3)])
    await log.append([event(4, who=visitor(4, site)), leave(LEFT, page=4, visit=1)])
    await undo(db, brought.id)
    assert [each.id for each in await leaving_imports(db)] == [brought.id]
    assert not await import_removal_is_recorded(db, brought)
    slices = 0
    while await erase_import(db, brought, 2):
        slices += 1
    assert slices == 2
    assert [each.cursor for each in await log.rows_after(0, 9)] == [4, 5]
    await end_erasing(db, brought)
    assert await find_import(db, brought.id) is None
    assert await sweep_is_asked(db)


async def test_imports_go_where_numbers_begin_anew(db: Database, site: int):
    await begun(db, site)
    async with db.transaction() as tx:
        await ask_reset(tx, ToReset(site, 0), NOON)
    assert await imports_of(db, site) == []


async def test_the_newest_row_is_none_that_was_brought(
    db: Database, log: SqliteEventLog, site: int
):
    await log.append([event(77, who=visitor(1, site))])
    brought = (await begun(db, site)).id
    for first in range(10, 9_010, 3_000):
        old = [row(number, site, brought, NOON - HOUR) for number in range(first, first + 3_000)]
        await bring(log, brought, old)
    again = SqliteEventLog(db)
    await again.open()
    assert (again.head, again.newest_id) == (9_001, 77)


def test_a_shelf_gives_what_was_put():
    with shelf() as kept:
        assert kept.get("event", "1") == []
        for number in range(AT_ONCE + 1):
            kept.put("event", str(number % 2), b"%d" % number)
        assert kept.get("event", "1")[:2] == [b"1", b"3"]
        assert len(kept.get("event", "0")) == AT_ONCE // 2 + 1
        assert kept.get("session", "1") == []


def test_sums_of_one_thing_are_added_up():
    zeros = (0,) * 7
    with summed_days() as days:
        for number in range(2 * ADDED_AT_ONCE + 1):
            days.add((number % 3, "event:page", "/a", 1, 2, *zeros))
        days.add((0, "", "", 9, 9, *zeros))
        found = list(days.all())
    assert found[0] == (0, "", "", 9, 9, *zeros)
    assert sum(each[3] for each in found[1:]) == 2 * ADDED_AT_ONCE + 1
    assert [each[:3] for each in found[1:]] == [(day, "event:page", "/a") for day in range(3)]
