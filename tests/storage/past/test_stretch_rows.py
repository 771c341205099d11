"""The rows of a stretch of time: all of it or its beginning, from any depth of the log."""

import pytest

from tests.making import NOON, account, event, leave, visitor
from tracker.domain.events import Event
from tracker.domain.places import Place
from tracker.domain.rows import HIDDEN, LEFT, Back, Pageview, PlaceCorrection, TitleCorrection
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.past import stretch_rows as module
from tracker.storage.past.moments import events_between, next_event, so_many_back
from tracker.storage.past.stretch_rows import Stretch, stretch_rows
from tracker.storage.sites.sites import insert_site

SECOND = 1000
ALL = Stretch(NOON, NOON + 10_000 * SECOND)


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    log = SqliteEventLog(db)
    await log.open()
    return log


async def rows_of(db: Database, log: SqliteEventLog, stretch: Stretch = ALL, **more: int):
    return await stretch_rows(db, 1, stretch, log.head, **({"most": 100} | more))


async def cursors(db: Database, log: SqliteEventLog, stretch: Stretch = ALL, **more: int):
    found = await rows_of(db, log, stretch, **more)
    return [row.cursor for row in found.rows], found.until


async def test_a_stretch_has_its_events_leaves_and_who_came_back(db, log):
    page = Pageview(1, 1, NOON)
    other = event(9, who=visitor(site_id=2), at=NOON + SECOND)
    await log.append(
        [
            event(1, at=NOON),
            other,
            leave(HIDDEN, page=1, at=NOON + 2 * SECOND),
            Back(1, NOON + 3 * SECOND, 0, "/", page, 1),
            event(2, at=NOON + 4 * SECOND),
        ]
    )
    assert await cursors(db, log) == ([1, 3, 4, 5], ALL.until)
    middle = Stretch(NOON + 1, NOON + 4 * SECOND)
    assert await cursors(db, log, middle) == ([3, 4], middle.until)


async def test_what_was_found_late_is_told_at_once(db, log):
    await log.append([event(1, visit=7)])
    named = TitleCorrection(1, NOON + 9, 0, "Named", Pageview(7, 1, NOON), 7)
    await log.append([named, PlaceCorrection(1, NOON + 9, 7, Place("PT"))])
    [row] = (await rows_of(db, log)).rows
    assert isinstance(row, Event)
    assert (row.title, row.place.country) == ("Named", "PT")


async def test_of_too_many_it_is_the_beginning_and_all_of_it(db, log):
    times = [0, 1, 2, 2, 2, 3]
    await log.append([event(n, at=NOON + at * SECOND) for n, at in enumerate(times, 1)])
    assert await cursors(db, log, most=4) == ([1, 2], NOON + 2 * SECOND)
    same = Stretch(NOON + 2 * SECOND, ALL.until)
    assert await cursors(db, log, same, most=3) == ([3, 4, 5], NOON + 3 * SECOND)
    assert await cursors(db, log, same, most=1) == ([3, 4], NOON + 2 * SECOND + 1)
    await log.append([leave(LEFT, page=1, at=NOON + at * SECOND) for at in (0, 1, 1, 3)])
    assert await cursors(db, log, most=5) == ([1, 7, 2, 8, 9, 3, 4, 5], NOON + 3 * SECOND)
    assert await cursors(db, log, most=2) == ([1, 7], NOON + SECOND)


async def test_of_so_many_visits_one_is_told_whole(db, log):
    batch = [event(visit, visit=visit, at=NOON + visit) for visit in range(1, 10)]
    await log.append([*batch, *(leave(LEFT, page=n, visit=n, at=NOON + 50) for n in range(1, 10))])
    found = (await rows_of(db, log, one_of=3)).rows
    assert [row.visit for row in found] == [3, 6, 9, 3, 6, 9]


async def test_leaves_are_found_wherever_the_log_has_them(db, log):
    """Most of the log has been summed up in stretches of cursors; these are far apart in time."""
    who = visitor(site_id=2)
    for first in range(0, 20_000, 1000):
        batch = [event(n, who=who, at=NOON + n * SECOND) for n in range(first, first + 999)]
        await log.append([*batch, leave(LEFT, page=1, at=NOON + (first + 999) * SECOND)])
    for first in range(0, 20_000, 1000):
        at = NOON + (first + 999) * SECOND
        [found], _ = await cursors(db, log, Stretch(at, at + 1))
        assert found == first + 1000
        assert await cursors(db, log, Stretch(at + 1, at + SECOND)) == ([], at + SECOND)


async def test_of_a_long_time_on_a_busy_server_only_the_last_leaves_are_looked_for(
    db, log, monkeypatch
):
    monkeypatch.setattr(module, "MOST_WALKED", 2)
    await log.append([event(1), *(leave(LEFT, page=1, at=NOON + n) for n in range(1, 5))])
    assert (await cursors(db, log))[0] == [1, 4, 5]


async def test_numbers_that_begin_anew_have_no_past(db, log):
    await log.append([event(1), leave(LEFT, page=1), event(2), leave(LEFT, page=3)])
    ada = await account(db)
    made = {"key": "abcdefghijkl", "name": "example.com", "time_zone": "UTC", "at": NOON}
    async with db.transaction() as tx:
        site = await insert_site(tx, owner_id=ada.id, **made)
        await tx.execute("insert into reset (site_id, upto) values (?, 2)", (site.id,))
    assert (await cursors(db, log))[0] == [3, 4]
    assert await events_between(db, 1, ALL, 9) == 1


async def test_events_lie_in_time(db, log):
    assert await next_event(db, 1, 0) is None
    await log.append([event(n, at=NOON + n * SECOND) for n in range(5)])
    assert await events_between(db, 1, Stretch(NOON, NOON + 3 * SECOND), 9) == 3
    assert await events_between(db, 1, ALL, 2) == 2
    assert await so_many_back(db, 1, NOON + 4 * SECOND, 2) == NOON + 2 * SECOND
    assert await so_many_back(db, 1, NOON + 4 * SECOND, 5) == 0
    assert await next_event(db, 1, NOON + 1) == NOON + SECOND
    assert await next_event(db, 1, NOON + 4 * SECOND + 1) is None
