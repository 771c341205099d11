"""Whose a row is, and of which visit, by what its source tells of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import blake2b
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import Day, day_number, local_day
from tracker.domain.imports.imported import ImportedRow
from tracker.domain.places import Place
from tracker.domain.visitors import visitor_id
from tracker.domain.visits import GAP
from tracker.services.import_rows.generations import Generations
from tracker.services.import_rows.row_keys import visit_id

VISITS = 20_000  # remembered, twice at most
NEVER = -(1 << 62)


class Met(msgspec.Struct, gc=False):
    """A visit in progress: `visitor` is that of `day`, which is the site's and counted since
    1970-01-01; `who` the same on all days; `place` that of the address, once asked."""

    visit: int = 0
    last_at: int = 0
    day: int = NEVER
    visitor: int = 0
    who: int = 0
    place: Place | None = None


class Visits:
    """`secret`: of which the days' salts are made; `running`: by visitor the visits that were in
    progress when the file begins, and when they were seen last."""

    def __init__(
        self,
        site_id: int,
        zone: ZoneInfo,
        secret: bytes,
        hashed: Callable[[bytes], int],
        running: Mapping[int, tuple[int, int]],
    ) -> None:
        self._site_id = site_id
        self._zone = zone
        self._secret = secret
        self._hashed = hashed
        self._running = running
        self._met: Generations[int, Met] = Generations(VISITS, lambda _: Met())
        self._day = Day(date.min, 0, 0)
        self._number = 0
        self._salt = b""

    def of(self, row: ImportedRow) -> Met:
        """The visit that the row belongs to, as it is after it."""
        at, told = row.at, row.visitor or row.visit
        if not self._day.start <= at < self._day.end:
            self._turn_to(at)
        if told:
            who = hash(told)
        else:
            who = hash((row.address, row.user_agent) if row.address else row.key)
        met = self._met[hash(row.visit) if row.visit else who]
        if met.day != self._number:
            self._know_anew(met, row)
        if met.visit == 0 or (not row.visit and abs(at - met.last_at) >= GAP):
            named = row.visit.encode("utf-8", "replace")
            met.visit = visit_id(at, self._hashed(named) if named else met.visitor)
        met.last_at = max(met.last_at, at) if row.visit else at
        met.who = who
        return met

    def _turn_to(self, at: int) -> None:
        """The site's day of that moment."""
        self._day = local_day(at, self._zone)
        self._number = day_number(at, self._zone)
        date = self._day.date.isoformat().encode()
        self._salt = blake2b(date, key=self._secret, digest_size=32).digest()

    def _know_anew(self, met: Met, row: ImportedRow) -> None:
        """Their number of this day; and where they were met for the first time, their visit."""
        met.visitor = self._visitor(row)
        if met.day == NEVER:
            met.visit, met.last_at = self._running.get(met.visitor, (0, 0))
        met.day = self._number

    def _visitor(self, row: ImportedRow) -> int:
        told = row.visitor or row.visit
        if told or not row.address:
            return visitor_id(self._salt, self._site_id, told or row.key, "")
        return visitor_id(self._salt, self._site_id, row.address, row.user_agent)
