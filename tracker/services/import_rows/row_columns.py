"""Rows of a file and what was found of them, as the columns of a batch."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import compress
from typing import NamedTuple, TypeVar

from tracker.domain.events import Page
from tracker.domain.imports.brought import Columns
from tracker.domain.imports.counted_rows import CountedRows
from tracker.domain.imports.imported import ImportedRow
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import COUNTS_WITHIN
from tracker.services.import_rows.growing_batch import GrowingBatch
from tracker.services.import_rows.row_keys import row_ids
from tracker.services.import_rows.row_parts import OriginAsked, properties_of
from tracker.services.import_rows.visits import Met
from tracker.services.recording.hit_rows import kept_address
from tracker.storage.sites.sites import Site

K = TypeVar("K", bound=Hashable)
FindPlace = Callable[[str], Place]


class Found(NamedTuple):
    """Rows, and each one's page, key and visit."""

    rows: list[ImportedRow]
    pages: list[Page]
    keys: list[int]
    mets: list[Met]

    def only(self, chosen: list[bool]) -> Found:
        """Those at whose place something true stands."""
        return Found._make(list(compress(column, chosen)) for column in self)

    @property
    def origins(self) -> list[OriginAsked]:
        """By what it is asked where they came from."""
        return [
            (row.referrer, row.source, page.host, page.campaign)
            for row, page in zip(self.rows, self.pages, strict=True)
        ]


def columns_of(
    found: Found, counted: CountedRows, batch: GrowingBatch, site: Site, find_place: FindPlace
) -> Columns:
    """They name places of the batch."""
    rows = found.rows
    return Columns(
        found.keys,
        row_ids(counted.at, found.keys),
        counted.at,
        counted.visitor,
        counted.visit,
        _in(batch.names, counted.name),
        _in(batch.pages, found.pages),
        _in(batch.titles, [row.title for row in rows]),
        _in(batch.origins, found.origins),
        _in(batch.places, _places(found, find_place)),
        _in(batch.agents, [(row.user_agent, row.agent) for row in rows]),
        _in(batch.languages, [row.language for row in rows]),
        [row.width for row in rows],
        [properties_of(row) if row.properties or row.amount else None for row in rows],
        [kept_address(site, row.address) if row.address else None for row in rows],
        [min(max(row.engaged, 0), COUNTS_WITHIN) if row.engaged else 0 for row in rows],
        [min(max(row.depth, 0), 100) if row.depth else 0 for row in rows],
    )


def _in(numbers: dict[K, int], asked: Iterable[K]) -> list[int]:
    return list(map(numbers.__getitem__, asked))


def _places(found: Found, find_place: FindPlace) -> list[Place]:
    """That of an address is asked for once a visit."""
    places = [row.place for row in found.rows]
    for number, (row, met) in enumerate(zip(found.rows, found.mets, strict=True)):
        if row.address and row.place is NOWHERE:
            if met.place is None:
                met.place = find_place(row.address)
            places[number] = met.place
    return places
