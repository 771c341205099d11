"""Rows that are appended once more: which of them the log has already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tracker.domain.events import Event
from tracker.domain.rows import OfPageview, Row
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


def without_known(
    batch: Sequence[Row], known: Mapping[int, int], there: Iterable[Row], head: int
) -> list[Row]:
    """What is to be written of a batch whose rows have the cursors that it gives them; `there` are
    those that the log has in the batch's place. Raises Fenced where they are others than these."""
    rows: list[Row] = []
    stored = {row.cursor: row for row in there}
    for row in batch:
        if isinstance(row, Event) and row.id in known:
            row.cursor = known[row.id]
        elif row.cursor > head:
            rows.append(row)
        elif not is_same(row, stored.get(row.cursor)):
            raise Fenced(f"the log is at {head} already, by other rows")
    return rows


def is_same(row: Row, stored: Row | None) -> bool:
    """Whether it is the stored one, whoever has sent it. An event is known by its id alone."""
    if isinstance(row, OfPageview):
        row = msgspec.structs.replace(row, sender="")
    return row == stored and not isinstance(row, Event)
