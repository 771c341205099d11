"""How many there are of what people have made."""

from __future__ import annotations

from tracker.storage.file.database import Database

COUNTS = """
select (select count(*) from user) as users,
    (select count(*) from user where disabled_at is not null) as users_off,
    (select count(*) from site) as sites
"""


async def counts(db: Database) -> dict[str, int]:
    """`users`, those of them that are `users_off`, and `sites`."""
    [row] = await db.read(COUNTS)
    return dict(row)
