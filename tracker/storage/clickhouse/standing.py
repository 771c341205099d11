"""How ClickHouse stands: what it is, up to where it is filed, how right its clock is."""

from __future__ import annotations

from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.marks import marks
from tracker.storage.clickhouse.schema import STEPS
from tracker.storage.processes.standing import EventsStanding, Now, ahead_by

WITHIN = 5.0  # seconds
ASKED = """
select version(), toUnixTimestamp64Milli(now64(3)),
    filesystemAvailable() / filesystemCapacity(),
    (select count() from system.tables where database = currentDatabase() and name = 'step')
"""
STEP = "select max(number) from step"
HIGHEST = "select site from event order by site desc limit 1"


async def events_standing(engine: ClickHouse, now: Now) -> EventsStanding:
    """Raises Refused, Away."""
    before = now()
    [[version, said, free, begun]] = await engine.rows(ASKED, within=WITHIN)
    ahead = ahead_by(said, before, now())
    if not begun:
        return EventsStanding(version, ahead, 0, len(STEPS), {}, 0, free)
    [[step]] = await engine.rows(STEP, within=WITHIN)
    highest = [site for [site] in await engine.rows(HIGHEST, within=WITHIN)]
    filed = await marks(engine)
    return EventsStanding(version, ahead, step, len(STEPS), filed, sum(highest), free)
