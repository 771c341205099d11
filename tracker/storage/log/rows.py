"""The log's rows as SQLite takes them: one statement a kind, all rows of a batch at once."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.events import Event
from tracker.domain.places import NOWHERE
from tracker.domain.rows import Row
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.file.writer import Insert
from tracker.storage.log.other_rows import other_inserts


def inserts(batch: Sequence[Row], known: Dictionary) -> list[Insert]:
    """Statements with their values, for executemany; the dictionary has learned the batch."""
    texts = known.texts.known
    events = [_event(row, known, texts) for row in batch if isinstance(row, Event)]
    others = other_inserts(batch, known) if len(events) < len(batch) else []
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
        event.import_id,
    )


INSERT_EVENT = """
insert into event (
    cursor, id, site_id, at, visit, visitor, is_new, beacon, name, host, path, title, referrer,
    source, channel, campaign, place, agent, language, width, properties, address, import_id
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
