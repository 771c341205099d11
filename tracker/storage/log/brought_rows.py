"""An import's events as SQLite takes them: straight from what was sent, for there are millions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, chain, repeat

from tracker.domain.imports.brought import BroughtEvents, Columns
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
    some, text = events.columns, known.texts.known
    texts = [text[each] for each in events.texts]
    paths = [text[page.path] for page in events.pages]
    cursors = _cursors(some, first)
    rows = zip(
        cursors,
        some.id,
        repeat(site_id),
        some.at,
        some.visit,
        some.visitor,
        repeat(False),
        some.key,
        _of(texts, some.name),
        _of([text[page.host] for page in events.pages], some.page),
        _of(paths, some.page),
        _of(texts, some.title),
        _of([text[referrer] for referrer, _ in events.origins], some.origin),
        _of([text[source.name] for _, source in events.origins], some.origin),
        _of([text[source.channel] for _, source in events.origins], some.origin),
        _of(_campaigns(events, known), some.page),
        _of([*map(known.place, events.places), 0], some.place),
        _of([known.agents.known[agent] for agent in events.agents], some.agent),
        _of(texts, some.language),
        some.width,
        some.properties,
        some.address,
        repeat(import_id),
        strict=False,
    )
    inserts: list[Insert] = [(INSERT_EVENT, list(rows))]
    leaves = _leaves(some, cursors, paths, site_id)
    return [*inserts, (INSERT_LEAVE, leaves)] if leaves else inserts


def _of(numbers: list[int], places: list[int]) -> Iterator[int]:
    return map(numbers.__getitem__, places)


def _campaigns(events: BroughtEvents, known: Dictionary) -> list[int]:
    numbers = known.campaigns.known
    return [numbers[page.campaign] if page.campaign else 0 for page in events.pages]


def _cursors(some: Columns, first: int) -> list[int]:
    """A leave has the one behind its event's."""
    steps = (2 if either else 1 for either in map(max, some.engaged, some.depth))
    return list(accumulate(steps, initial=first))


def _leaves(
    some: Columns, cursors: list[int], paths: list[int], site_id: int
) -> list[tuple[object, ...]]:
    rows = zip(cursors, some.at, some.visit, some.page, some.engaged, some.depth, strict=False)
    return [
        (
            cursor + 1,
            site_id,
            at + engaged,
            visit,
            0,
            paths[page],
            LEFT,
            engaged,
            depth,
            cursor,
            engaged,
        )
        for cursor, at, visit, page, engaged, depth in rows
        if engaged or depth
    ]
