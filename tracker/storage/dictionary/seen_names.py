"""What a site's events are called, as far as its newest ones say."""

from __future__ import annotations

from tracker.storage.file.database import Database

LOOKED_AT = 5_000  # events: some milliseconds, however many there are
SEEN = """
select distinct value from (
    select name from event where site_id = :site order by at desc limit :most
) join text on text.id = name
where value not in ('pageview', 'test')
order by value limit 100
"""


async def seen_names(db: Database, site_id: int) -> list[str]:
    """The names of the site's own events that came lately."""
    rows = await db.read(SEEN, {"site": site_id, "most": LOOKED_AT})
    return [row["value"] for row in rows]
