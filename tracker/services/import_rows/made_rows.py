"""What a format has read, as rows of ours: whose they are, which visit's, from where.

A reading of the same file makes the same rows. Nothing here grows with the file: what was met long
ago is forgotten. Rows come in hundreds, and are made column by column: of each value what it means
is looked up where it was found before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import compress
from operator import not_
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.agents import Agent, read_agent
from tracker.domain.days import day_begins
from tracker.domain.events import Page
from tracker.domain.imports.counted_rows import CountedRows, no_rows
from tracker.domain.imports.imported import ImportedRow, Reason
from tracker.services.import_rows.generations import Generations
from tracker.services.import_rows.growing_batch import GrowingBatch
from tracker.services.import_rows.row_columns import FindPlace, Found, columns_of
from tracker.services.import_rows.row_keys import RowKeys
from tracker.services.import_rows.row_parts import RowPages, origins
from tracker.services.import_rows.visits import Visits
from tracker.services.imports.sent_rows import Batch
from tracker.storage.sites.sites import Site

AGENTS = 2_000  # remembered, twice at most
LONGEST = 500  # characters of one that is worth it
FIRST = date(1970, 1, 1)


class NotTaken(NamedTuple):
    """What is no part of the batch: `refused` is only counted, of `unusable` there are no rows."""

    refused: CountedRows
    unusable: list[tuple[ImportedRow, Reason]]


class MadeRows:
    """`secret` and `running` as `Visits` has them."""

    def __init__(
        self,
        site: Site,
        secret: bytes,
        find_place: FindPlace,
        running: dict[int, tuple[int, int]] | None = None,
    ) -> None:
        self._site = site
        self._zone = ZoneInfo(site.time_zone)
        self._find_place = find_place
        self._pages = RowPages(site)
        self._origins = origins()
        self._agents: Generations[str, Agent] = Generations(AGENTS, read_agent, _is_usual)
        self._keys = RowKeys(site.id)
        self._visits = Visits(site.id, self._zone, secret, self._keys.hashed, running or {})
        self.begin_batch()

    def begins(self, day: int) -> int:
        """When a day of the site begins, counted since 1970-01-01; ms, UTC."""
        return day_begins(FIRST + timedelta(days=day), self._zone)

    def begin_batch(self) -> None:
        """The next rows are another batch's."""
        self._batch = GrowingBatch(self._agents.__getitem__, self._origins.__getitem__)

    @property
    def waiting(self) -> int:
        """How many rows the batch has."""
        return len(self._batch)

    @property
    def batch(self) -> tuple[Batch, CountedRows]:
        """What was made since it began, and what is counted of it."""
        return self._batch.batch, self._batch.counted

    def made(self, rows: Sequence[ImportedRow], own: int | None = None) -> NotTaken:
        """The rows, which are the batch's from now on; of those from the time `own` on it is only
        told what is counted."""
        pages = self._pages.of(rows)
        read = list(compress(rows, pages))
        keys = self._keys.of(read)
        unusable = [*_lost(rows, pages, Reason.VALUE), *_lost(read, keys, Reason.REPEATED)]
        some = list(compress(read, keys))
        found, counted = self._found(some, compress(filter(None, pages), keys), filter(None, keys))
        if own is None or max(counted.at, default=own - 1) < own:
            self._add(found, counted)
            return NotTaken(no_rows(), unusable)
        taken = [at < own for at in counted.at]
        self._add(found.only(taken), counted.only(taken))
        return NotTaken(counted.only(map(not_, taken)), unusable)

    def _found(
        self, rows: list[ImportedRow], pages: Iterable[Page], keys: Iterable[int]
    ) -> tuple[Found, CountedRows]:
        seen = [(met, met.day, met.visit, met.visitor, met.who) for met in self._visits.of(rows)]
        counted = CountedRows(
            [row.name for row in rows],
            [row.at for row in rows],
            [day for _, day, _, _, _ in seen],
            [visit for _, _, visit, _, _ in seen],
            [visitor for _, _, _, visitor, _ in seen],
            [who for _, _, _, _, who in seen],
            [row.counted for row in rows],
        )
        return Found(rows, list(pages), list(keys), [met for met, *_ in seen]), counted

    def _add(self, found: Found, counted: CountedRows) -> None:
        columns = columns_of(found, counted, self._batch, self._site, self._find_place)
        self._batch.add(columns, counted)


def _is_usual(user_agent: str) -> bool:
    return len(user_agent) < LONGEST


def _lost(
    rows: Sequence[ImportedRow], found: Sequence[object], reason: Reason
) -> list[tuple[ImportedRow, Reason]]:
    """Those of which nothing was found."""
    if all(found):
        return []
    return [(row, reason) for row, each in zip(rows, found, strict=True) if not each]
