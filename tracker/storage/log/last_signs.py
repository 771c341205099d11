"""When there was life in a database last, before anything is written that may have a wrong time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tracker.storage.file.copies import reading
from tracker.storage.file.database import Database
from tracker.storage.file.errors import own_words

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


def newest_event(path: Path) -> int:
    """When the newest event of the file came (ms, UTC); 0 where there is none. Blocks, reads only,
    beside a server too. Raises StorageError."""
    if not path.exists():
        return 0
    with own_words(), closing(reading(path)) as file:
        row = file.execute("select at from event order by cursor desc limit 1").fetchone()
    return int(row[0]) if row else 0
