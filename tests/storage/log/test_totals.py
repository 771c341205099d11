"""Small figures of the log."""

from tests.making import NOON, event, visitor
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.totals import first_at


async def test_the_oldest_event_is_a_sites_own(db: Database) -> None:
    log = SqliteEventLog(db)
    await log.open()
    assert await first_at(db, 1) is None
    times = (NOON, NOON - 5, NOON - 3)
    await log.append([event(n, at=at) for n, at in enumerate(times, 1)])
    await log.append([event(9, at=NOON - 9, who=visitor(1, site_id=2))])
    assert await first_at(db, 1) == NOON - 5
