"""What goes with old visits."""

from tests.making import NOON, event, leave
from tracker.domain.ids import first_id
from tracker.domain.rows import LEFT, AgeRemoval, Leave
from tracker.storage.erasing.old_visits import Limit, erase_old_events, erase_old_others
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

HOUR = 3_600_000


async def test_a_leave_that_names_no_visit_stays_as_long_as_its_pageview_may(db: Database):
    log = SqliteEventLog(db)
    await log.open()
    old, kept = first_id(NOON - HOUR), first_id(NOON + HOUR)
    await log.append(
        [
            event(1, visit=old, at=NOON - HOUR),
            event(2, visit=kept, at=NOON + HOUR, beacon=5),
            leave(LEFT, page=1, visit=old, at=NOON + HOUR),
            Leave(1, NOON + 2 * HOUR, 5, "/", LEFT, 1_000, 50),
            Leave(1, NOON - 1, 7, "/", LEFT, 1_000, 50),
            AgeRemoval(1, NOON + 9 * HOUR, NOON),
        ]
    )
    limit = Limit(1, NOON, 6)
    await erase_old_events(db, limit, 10)
    assert await erase_old_others(db, {1: limit}, 0, 10) == (2, 20_000)
    assert [row.cursor for row in await log.rows_after(0, 10)] == [2, 4, 6]
