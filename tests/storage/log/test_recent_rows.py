"""What a start reads of the log's newest rows: by their times, whatever the clock has done."""

from tests.making import NOON, event
from tracker.storage.file.database import Database
from tracker.storage.log.event_log import SqliteEventLog
from tracker.storage.log.recent_rows import recent_beacons, recent_rows
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
    found = [number async for each in recent_beacons(db, NOON - HOUR, head) for number in each[1]]
    assert len(found) == len(set(found)) == 2 * STRETCH


async def test_nothing_is_found_where_nothing_is_recent(db: Database) -> None:
    head = await filled(db, NOON - DAY, NOON - DAY)
    assert [row async for row in recent_rows(db, NOON - HOUR, head)] == []
