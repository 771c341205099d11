"""Rows that are appended once more: which of them the log has already."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tracker.domain.events import Event
from tracker.domain.rows import Row
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Fenced

# By the index over site and time: an id has none of its own, which every hit would be written to.
KNOWN = """
select event.id, event.cursor
from json_each(:events) as asked
cross join event indexed by event_by_site
where event.site_id = json_extract(asked.value, '$[0]')
    and event.at = json_extract(asked.value, '$[1]')
    and event.id = json_extract(asked.value, '$[2]')
"""


async def known_events(db: Database, events: Sequence[Event]) -> dict[int, int]:
    """Cursors by id of those that are in the log."""
    asked = json.dumps([(event.site_id, event.at, event.id) for event in events])
    return {row["id"]: row["cursor"] for row in await db.read(KNOWN, {"events": asked})}


def without_known(batch: Sequence[Row], known: Mapping[int, int], head: int) -> list[Row]:
    """What is to be written of a batch whose rows have the cursors that it gives them. Raises
    Fenced where the log has come further by other rows than these."""
    rows: list[Row] = []
    for row in batch:
        if isinstance(row, Event) and row.id in known:
            row.cursor = known[row.id]
        elif row.cursor > head:
            rows.append(row)
        elif isinstance(row, Event):
            raise Fenced(f"the log is at {head} already, and does not have event {row.id}")
    return rows
