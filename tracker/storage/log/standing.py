"""Where the log stands: what it is called, what is newest in it, when there was life last."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tracker.storage.file.copies import reading
from tracker.storage.file.database import Database
from tracker.storage.file.errors import own_words

# What imports have brought is of the past, wherever it stands. The newest of all others is looked
# for behind the last whole stretch, then in the newest one that has any.
NEWEST_OWN = """
select ifnull(max(cursor), (
    select max(cursor) from event
    where import_id is null
        and cursor >= (select max(number) from stretch where last_at > 0) * 4096
        and cursor < (select max(number) + 1 from stretch where last_at > 0) * 4096
)) from event
where import_id is null and cursor >= (select ifnull(max(number) + 1, 0) * 4096 from stretch)
"""
HEAD = (
    """
select (select id from log) as id, max(
    ifnull((select max(cursor) from event), 0), ifnull((select max(cursor) from leave), 0),
    ifnull((select max(cursor) from correction), 0), ifnull((select max(cursor) from removal), 0),
    ifnull((select max(cursor) from late_title), 0), ifnull((select max(cursor) from day_row), 0)
) as head, ifnull((select id from event where cursor = ("""
    + NEWEST_OWN
    + """)), 0) as newest_id,
(select ifnull(max(number) + 1, 0) * 4096 from stretch) as whole
"""
)

# What a site's numbers begin behind, where they begin anew: rows up to it are there for nobody,
# though they may not be erased yet.
BEGINNING = "ifnull((select upto from reset where site_id = :site), 0)"


class Standing(NamedTuple):
    """`whole`: the first cursor behind those stretches that are summed up."""

    id: str
    head: int
    newest_id: int
    whole: int


async def where_it_stands(db: Database) -> Standing:
    [row] = await db.read(HEAD)
    return Standing(row["id"], row["head"], row["newest_id"], row["whole"])


# The last that was written, not the latest: a clock that was ahead may have left later ones.
NEWEST_ROW = (
    """
select max(at) as at from (
    select * from (select at from event where cursor = ("""
    + NEWEST_OWN
    + """))
    union all select * from (select at from audit order by id desc limit 1)
)
"""
)


async def last_sign(db: Database) -> int:
    """In ms, UTC; 0 where there was none. Of the newest row and the last run's beginning or end
    the earlier one: either may have been written by a clock that was wrong."""
    [row] = await db.read(NEWEST_ROW)
    return min((at for at in (row["at"], db.last_run) if at), default=0)


NEWEST_EVENT = "select at from event where cursor = (" + NEWEST_OWN + ")"


def newest_event(path: Path) -> int:
    """When the newest event of the file came (ms, UTC); 0 where there is none. Blocks, reads only,
    beside a server too. Raises StorageError."""
    if not path.exists():
        return 0
    with own_words(), closing(reading(path)) as file:
        row = file.execute(NEWEST_EVENT).fetchone()
    return int(row[0]) if row else 0
