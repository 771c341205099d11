"""What a start reads of the log's newest rows: by their times, whatever the clock has done."""

from tests.making import NOON, event, visitor
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.recent_rows import new_visitors, recent_beacons, recent_rows
from tracker.storage.log.stretches import STRETCH

HOUR = 3_600_000
DAY = 24 * HOUR


async def filled(db: Database, *times: int) -> int:
    """A stretch of events at each of these times; the log's head."""
    log = SqliteEventLog(db)
    await log.open()
    for at in times:
        first = log.head + 1
        numbers = range(first, first + STRETCH)
        await log.append([event(number, beacon=number, at=at) for number in numbers])
    return log.head


async def test_rows_before_a_time_that_was_dated_back_are_found(db: Database) -> None:
    head = await filled(db, NOON - DAY, NOON, NOON - DAY, NOON)
    assert len([row async for row in recent_rows(db, NOON - HOUR, head)]) == 2 * STRETCH
    found = [each async for part in recent_beacons(db, NOON - HOUR, head) for each in part]
    assert len(found) == len(set(found)) == 2 * STRETCH
    beacon, visit, cursor, at = found[0]
    assert (beacon, visit, cursor, at) == (cursor, 1, STRETCH + 1, NOON)


async def test_what_is_no_pageview_has_a_beacon_but_no_cursor(db: Database) -> None:
    log = SqliteEventLog(db)
    await log.open()
    await log.append([event(1, beacon=5), event(2, beacon=6, name="Order")])
    [found] = [part async for part in recent_beacons(db, NOON - HOUR, log.head)]
    assert found == [(5, 1, 1, NOON), (6, 1, 0, NOON)]


async def of_each(db: Database, since: int, head: int) -> list[list[int]]:
    return [each.numbers async for each in new_visitors(db, since, head)]


async def two_stretches(db: Database) -> SqliteEventLog:
    """One of yesterday, one of today, and a row behind them; each visitor's number is its day's."""
    log = SqliteEventLog(db)
    await log.open()
    for number, at in ((1, NOON - DAY), (2, NOON)):
        who = visitor(number)
        rows = [event(log.head + 1 + n, who=who, at=at) for n in range(STRETCH - (number == 1))]
        for row in rows[1:]:
            row.is_new = False
        await log.append(rows)
    await log.append([event(log.head + 1, who=visitor(3), at=NOON + 1)])
    return log


async def test_new_visitors_of_whole_stretches_are_told_by_them(db: Database) -> None:
    log = await two_stretches(db)
    assert await of_each(db, NOON - 2 * DAY, log.head) == [[1], [2], [3]]
    assert await of_each(db, NOON, log.head) == [[2], [3]]
    async with db.transaction() as tx:
        await tx.execute("update event set is_new = 0")
    assert await of_each(db, NOON - 2 * DAY, log.head) == [[1], [2], []]


async def test_where_a_stretch_does_not_tell_its_rows_do(db: Database) -> None:
    log = await two_stretches(db)
    async with db.transaction() as tx:
        await tx.execute("update stretch set visitors = null")
    assert await of_each(db, NOON - 2 * DAY, log.head) == [[1], [2], [3]]


async def test_no_visitor_is_told_longer_than_two_days(db: Database) -> None:
    await filled(db, NOON - 3 * DAY, NOON - DAY, NOON)
    rows = await db.read("select visitors is null as gone from stretch order by number")
    assert [row["gone"] for row in rows] == [1, 0, 0]


async def test_nothing_is_found_where_nothing_is_recent(db: Database) -> None:
    head = await filled(db, NOON - DAY, NOON - DAY)
    assert [row async for row in recent_rows(db, NOON - HOUR, head)] == []
