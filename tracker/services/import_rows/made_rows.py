"""What a format has read, as rows of ours: whose they are, which visit's, from where.

A reading of the same file makes the same rows. Nothing here grows with the file: what was met long
ago is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.agents import Agent, read_agent
from tracker.domain.campaigns import Campaign
from tracker.domain.days import day_begins
from tracker.domain.events import UNKNOWN, Page
from tracker.domain.imports.brought import NONE, BroughtRow, Origin
from tracker.domain.imports.imported import ImportedRow, Reason
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import COUNTS_WITHIN
from tracker.services.import_rows.generations import Generations
from tracker.services.import_rows.growing_batch import GrowingBatch
from tracker.services.import_rows.row_keys import RowKeys, row_id
from tracker.services.import_rows.row_parts import RowPages, origin_of, properties_of
from tracker.services.import_rows.visits import Met, Visits
from tracker.services.imports.sent_rows import Batch
from tracker.services.recording.hit_rows import kept_address
from tracker.storage.sites.sites import Site

ORIGINS, AGENTS = 5_000, 2_000  # remembered, twice at most
FIRST = date(1970, 1, 1)

FindPlace = Callable[[str], Place]


class Made(msgspec.Struct, gc=False):
    """What is counted of a row. `who`: the same on all days, `visitor` on one; `day`: of the site;
    `counted`: in the product's own figures."""

    name: str
    at: int
    day: int
    visit: int
    visitor: int
    who: int
    counted: bool


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
        self._origins: Generations[tuple[str, str, str, Campaign | None], Origin]
        self._origins = Generations(ORIGINS, origin_of)
        self._agents: Generations[str, Agent] = Generations(AGENTS, read_agent)
        self._keys = RowKeys(site.id)
        self._visits = Visits(site.id, self._zone, secret, self._keys.hashed, running or {})
        self.begin_batch()

    def begins(self, day: int) -> int:
        """When a day of the site begins, counted since 1970-01-01; ms, UTC."""
        return day_begins(FIRST + timedelta(days=day), self._zone)

    def begin_batch(self) -> None:
        """The next rows are another batch's."""
        self._batch = GrowingBatch(self._agents.__getitem__)

    @property
    def batch(self) -> Batch:
        """What was made since it began."""
        return self._batch.batch

    def made(self, row: ImportedRow, *, only_counted: bool = False) -> Made | Reason:
        """The row, which is the batch's from now on unless it is only counted; or why there is
        none."""
        page = self._pages.of(row)
        if page is None:
            return Reason.VALUE
        key = self._keys.of(row)
        if not key:
            return Reason.REPEATED
        met = self._visits.of(row)
        if not only_counted:
            self._batch.rows.append(self._brought(row, page, key, met))
        return Made(row.name, row.at, met.day, met.visit, met.visitor, met.who, row.counted)

    def _brought(self, row: ImportedRow, page: Page, key: int, met: Met) -> BroughtRow:
        batch = self._batch
        place = row.place
        if place is NOWHERE and row.address:
            if met.place is None:
                met.place = self._find_place(row.address)
            place = met.place
        origin = self._origins[row.referrer, row.source, page.host, page.campaign]
        by_agent = row.user_agent and not row.agent
        return BroughtRow(
            key,
            row_id(row.at, key),
            row.at,
            met.visitor,
            met.visit,
            batch.names[row.name],
            batch.pages[page],
            batch.titles[row.title],
            batch.origins[origin],
            NONE if place is NOWHERE or place == NOWHERE else batch.places[place],
            batch.user_agents[row.user_agent] if by_agent else batch.agents[row.agent or UNKNOWN],
            batch.languages[row.language],
            row.width,
            properties_of(row) if row.properties or row.amount else None,
            kept_address(self._site, row.address) if row.address else None,
            min(max(row.engaged, 0), COUNTS_WITHIN) if row.engaged else 0,
            min(max(row.depth, 0), 100) if row.depth else 0,
        )
