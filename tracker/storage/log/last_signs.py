"""When there was life in a database last, before anything is written that may have a wrong time."""

from __future__ import annotations

from tracker.storage.file.database import Database

# The last that was written, not the latest: a clock that was ahead may have left later ones.
NEWEST_ROW = """
select max(at) as at from (
    select * from (select at from event order by cursor desc limit 1)
    union all select * from (select at from audit order by id desc limit 1)
)
"""


async def last_sign(db: Database) -> int:
    """In ms, UTC; 0 where there was none. Of the newest row and the last run's beginning or end
    the earlier one: either may have been written by a clock that was wrong."""
    [row] = await db.read(NEWEST_ROW)
    return min((at for at in (row["at"], db.last_run) if at), default=0)
