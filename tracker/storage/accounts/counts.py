"""How many there are of what people have made."""

from __future__ import annotations

from tracker.storage.file.transactions import Accounts

COUNTS = """
select (select count(*) from user) as users,
    (select count(*) from user where disabled_at is not null) as users_off,
    (select count(*) from site) as sites
"""


async def counts(db: Accounts) -> dict[str, int]:
    """`users`, those of them that are `users_off`, and `sites`."""
    [row] = await db.read(COUNTS)
    return dict(row)
