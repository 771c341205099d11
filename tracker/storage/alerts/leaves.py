"""Pages that were left on sites where somebody is told how far they are read."""

from __future__ import annotations

import json
from collections.abc import Collection

from tracker.domain.rows import Leave
from tracker.storage.file.database import Database
from tracker.storage.log.typed_rows import leave_of

LEAVES = """
select leave.*, text.value as page from leave join text on text.id = leave.path
where leave.cursor > :after and leave.cursor <= :upto
    and leave.site_id in (select value from json_each(:sites))
    and leave.page_cursor > 0
order by leave.cursor
"""


async def leaves_of(db: Database, sites: Collection[int], after: int, upto: int) -> list[Leave]:
    """Those sites' rows with `after` < cursor <= `upto`, which is to be no wider than RANGE."""
    bounds = {"after": after, "upto": upto, "sites": json.dumps(list(sites))}
    rows = [leave_of(row) for row in await db.read(LEAVES, bounds)]
    return [row for row in rows if isinstance(row, Leave)]
