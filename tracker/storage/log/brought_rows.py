"""An import's events as SQLite takes them: straight from what was sent, for there are millions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from tracker.domain.imports.brought import BroughtEvents
from tracker.domain.rows import LEFT
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.file.transactions import Transaction
from tracker.storage.file.writer import Insert
from tracker.storage.log.other_rows import INSERT_LEAVE
from tracker.storage.log.rows import INSERT_EVENT


async def learn_brought(events: BroughtEvents, tx: Transaction, known: Dictionary) -> None:
    """Have a number for everything that is named: no stranger has sent it."""
    campaigns = {page.campaign for page in events.pages if page.campaign}
    await known.learn_all(tx, set(_texts(events)), events.places, events.agents, campaigns)


def _texts(events: BroughtEvents) -> Iterator[str]:
    pages = ((page.host, page.path) for page in events.pages)
    origins = ((referrer, *source) for referrer, source in events.origins)
    return chain(events.texts, chain.from_iterable(pages), chain.from_iterable(origins))


def brought_inserts(
    events: BroughtEvents, site_id: int, import_id: int, first: int, known: Dictionary
) -> list[Insert]:
    """Statements with their values, by the first row's cursor. Raises KeyError for what has no
    number yet."""
    texts, pages, origins, places, agents = _numbered(events, known)
    rows: list[tuple[object, ...]] = []
    leaves: list[tuple[object, ...]] = []
    cursor = first - 1
    for row in events.rows:
        cursor += 1
        host, path, campaign = pages[row.page]
        rows.append(
            (
                cursor,
                row.id,
                site_id,
                row.at,
                row.visit,
                row.visitor,
                False,
                row.key,
                texts[row.name],
                host,
                path,
                texts[row.title],
                *origins[row.origin],
                campaign,
                places[row.place],
                agents[row.agent],
                texts[row.language],
                row.width,
                row.properties,
                row.address,
                import_id,
            )
        )
        if row.engaged or row.depth:
            left = (cursor + 1, site_id, row.at + row.engaged, row.visit, 0, path, LEFT)
            leaves.append((*left, row.engaged, row.depth, cursor, row.engaged))
            cursor += 1
    inserts = [(INSERT_EVENT, rows)]
    return [*inserts, (INSERT_LEAVE, leaves)] if leaves else inserts


class _Numbered(NamedTuple):
    """What rows name by its place, by the numbers of the dictionary."""

    texts: list[int]
    pages: list[tuple[int, int, int]]
    origins: list[tuple[int, int, int]]
    places: list[int]
    agents: list[int]


def _numbered(events: BroughtEvents, known: Dictionary) -> _Numbered:
    text, campaign = known.texts.known, known.campaigns.known
    return _Numbered(
        [text[each] for each in events.texts],
        [
            (text[page.host], text[page.path], campaign[page.campaign] if page.campaign else 0)
            for page in events.pages
        ],
        [
            (text[referrer], text[name], text[channel])
            for referrer, (name, channel) in events.origins
        ],
        [*map(known.place, events.places), 0],
        [known.agents.known[agent] for agent in events.agents],
    )
