"""Small figures of the log."""

from tests.making import NOON, event, visitor
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.totals import first_at, time_of


async def test_the_oldest_event_is_a_sites_own(db: Database) -> None:
    log = SqliteEventLog(db)
    await log.open()
    assert await first_at(db, 1) is None
    times = (NOON, NOON - 5, NOON - 3)
    await log.append([event(n, at=at) for n, at in enumerate(times, 1)])
    await log.append([event(9, at=NOON - 9, who=visitor(1, site_id=2))])
    assert await first_at(db, 1) == NOON - 5


async def test_a_place_in_the_log_has_a_time(db: Database) -> None:
    log = SqliteEventLog(db)
    await log.open()
    assert await time_of(db, 5) == 0
    await log.append([event(1, at=NOON), event(2, at=NOON + 5)])
    assert [await time_of(db, cursor) for cursor in (1, 2, 99)] == [NOON, NOON + 5, NOON + 5]
