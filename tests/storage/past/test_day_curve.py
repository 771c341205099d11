"""How a day went, in short steps."""

import pytest

from tests.making import NOON, event
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.past import day_curve as module
from tracker.storage.past.day_curve import day_curve
from tracker.storage.past.stretch_rows import Stretch

MINUTE = 60_000
STEP = 10 * MINUTE
HOURS = 60 * MINUTE


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    log = SqliteEventLog(db)
    await log.open()
    return log


async def test_each_step_has_its_visits_whatever_the_day_is_long(db, log):
    await log.append(
        [
            event(1, visit=1, at=NOON),
            event(2, visit=1, at=NOON + MINUTE),
            event(3, visit=2, at=NOON + 9 * MINUTE),
            event(4, visit=1, at=NOON + 10 * MINUTE),
            event(5, visit=3, at=NOON + 11 * MINUTE, name="test"),
            event(6, visit=4, at=NOON + 23 * HOURS - 1),
            event(7, visit=5, at=NOON + 23 * HOURS),
        ]
    )
    counts = await day_curve(db, 1, Stretch(NOON, NOON + 23 * HOURS), STEP)
    assert len(counts) == 23 * 6
    assert (counts[:3], counts[-1], sum(counts)) == ([2, 1, 0], 1, 4)
    begun = await day_curve(db, 1, Stretch(NOON, NOON + 12 * MINUTE), STEP)
    assert begun == [2, 1]


async def test_of_a_day_with_very_many_events_a_part_of_each_step_tells_the_shape(
    db, log, monkeypatch
):
    monkeypatch.setattr(module, "MANY", 4)
    times = (1, 2, MINUTE, STEP + 1, 3 * STEP - 1)
    await log.append([event(n, visit=n, at=NOON + at) for n, at in enumerate(times, 1)])
    assert await day_curve(db, 1, Stretch(NOON, NOON + 4 * STEP), STEP) == [2, 1, 0, 0]
