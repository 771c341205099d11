"""The log's rows as SQLite takes them: one statement a kind, all rows of a batch at once."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.events import Correction, Event, Leave, Removal, Row
from tracker.domain.places import NOWHERE
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.file.writer import Insert


def inserts(batch: Sequence[Row], known: Dictionary) -> list[Insert]:
    """Statements with their values, for executemany; the dictionary has learned the batch."""
    texts = known.texts.known
    events = [_event(row, known, texts) for row in batch if isinstance(row, Event)]
    others = _others(batch, known) if len(events) < len(batch) else []
    return [(INSERT_EVENT, events), *others] if events else others


def _event(event: Event, known: Dictionary, texts: dict[str, int]) -> tuple[object, ...]:
    page, source = event.page, event.source
    return (
        event.cursor,
        event.id,
        event.site_id,
        event.at,
        event.visit,
        event.visitor_id,
        event.is_new,
        event.beacon,
        texts[event.name],
        texts[page.host],
        texts[page.path],
        texts[event.title],
        texts[event.referrer],
        texts[source.name],
        texts[source.channel],
        known.campaigns.known[page.campaign] if page.campaign else 0,
        0 if event.place is NOWHERE else known.place(event.place),
        known.agents.known[event.agent],
        texts[event.language],
        event.width,
        event.properties,
        event.address,
    )


def _others(batch: Sequence[Row], known: Dictionary) -> list[Insert]:
    leaves: list[tuple[object, ...]] = []
    corrections: list[tuple[object, ...]] = []
    removals: list[tuple[object, ...]] = []
    for row in batch:
        place = (row.cursor, row.site_id, row.at, row.visit)
        match row:
            case Leave():
                path = known.texts.known[row.path]
                leaves.append((*place, row.beacon, path, row.state, row.engaged, row.depth))
            case Correction():
                corrections.append((*place, known.place(row.place)))
            case Removal():
                removals.append((*place, row.before))
    pairs = (
        (INSERT_LEAVE, leaves),
        (INSERT_CORRECTION, corrections),
        (INSERT_REMOVAL, removals),
    )
    return [(sql, values) for sql, values in pairs if values]


INSERT_EVENT = """
insert into event (
    cursor, id, site_id, at, visit, visitor, is_new, beacon, name, host, path, title, referrer,
    source, channel, campaign, place, agent, language, width, properties, address
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_LEAVE = """
insert into leave (cursor, site_id, at, visit, beacon, path, state, engaged, depth)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_CORRECTION = """
insert into correction (cursor, site_id, at, visit, place) values (?, ?, ?, ?, ?)
"""
INSERT_REMOVAL = "insert into removal (cursor, site_id, at, visit, before) values (?, ?, ?, ?, ?)"
