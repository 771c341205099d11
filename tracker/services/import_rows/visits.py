"""Whose a row is, and of which visit, by what its source tells of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import day_number, local_day
from tracker.domain.imports.imported import ImportedRow
from tracker.domain.places import Place
from tracker.domain.visitors import VisitorIds
from tracker.domain.visits import GAP, LONGEST
from tracker.services.import_rows.generations import Generations
from tracker.services.import_rows.row_keys import visit_id

VISITS = 20_000  # remembered, twice at most
NEVER = -(1 << 62)


class Met(msgspec.Struct, gc=False):
    """A visit in progress: `visitor` is that of `day`, which is the site's and counted since
    1970-01-01; `who` the same on all days; `place` that of the address, once asked. Rows may come
    in any order: of a slow request it is written late when it began."""

    visit: int = 0
    first_at: int = 0
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
        self._begins = self._ends = 0  # of the day
        self._number = 0
        self._visitors = VisitorIds(b"", site_id)

    def of(self, rows: Iterable[ImportedRow]) -> Iterator[Met]:
        """The visits that rows belong to, each as it is after its row."""
        met_by, begins, ends = self._met, self._begins, self._ends
        for row in rows:
            at, visit = row.at, row.visit
            if not begins <= at < ends:
                begins, ends = self._turn_to(at)
            if told := row.visitor or visit:
                who = hash(told)
            else:
                who = hash((row.address, row.user_agent) if row.address else row.key)
            met = met_by[hash(visit) if visit else who]
            if met.day != self._number:
                self._know_anew(met, row)
            early, late = met.first_at - at, at - met.last_at
            apart = late >= GAP or early >= GAP
            long = at - met.first_at >= LONGEST or met.last_at - at >= LONGEST
            if met.visit == 0 or (not visit and (apart or long)):
                named = visit.encode("utf-8", "replace")
                met.visit = visit_id(at, self._hashed(named) if named else met.visitor)
                met.first_at = met.last_at = at
            elif late > 0:
                met.last_at = at
            elif early > 0:
                met.first_at = at
            met.who = who
            yield met

    def _turn_to(self, at: int) -> tuple[int, int]:
        """The site's day of that moment: when it begins and ends."""
        day = local_day(at, self._zone)
        self._begins, self._ends = day.start, day.end
        self._number = day_number(at, self._zone)
        date = day.date.isoformat().encode()
        salt = blake2b(date, key=self._secret, digest_size=32).digest()
        self._visitors = VisitorIds(salt, self._site_id)
        return day.start, day.end

    def _know_anew(self, met: Met, row: ImportedRow) -> None:
        """Their number of this day; and where they were met for the first time, their visit."""
        met.visitor = self._visitor(row)
        if met.day == NEVER:
            met.visit, met.last_at = self._running.get(met.visitor, (0, 0))
            met.first_at = met.last_at
        met.day = self._number

    def _visitor(self, row: ImportedRow) -> int:
        told = row.visitor or row.visit
        if told or not row.address:
            return self._visitors.of(told or row.key, "")
        return self._visitors.of(row.address, row.user_agent)
