"""What a report pays for rows that have come since the last one."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.year_rows import NOW
from tests.making import event, visitor
from tracker.domain.events import Event
from tracker.domain.ids import Ids
from tracker.domain.rows import LEFT, Leave, Pageview, Row
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile

ROWS = (1, 10, 100, 1_000, 10_000)
TIMES = {1: 7, 10: 7, 100: 5, 1_000: 5, 10_000: 3}


class Paid(NamedTuple):
    rows: int
    wall: float  # ms, the median
    processor: float


def paid(database: Path, reports: Path, times: int) -> list[Paid]:
    """Rows are appended to that database, and the reports follow it."""
    return asyncio.run(_paid(database, reports, times))


async def _paid(database: Path, reports: Path, times: int) -> list[Paid]:
    async with Database.open(database, "process") as db:
        log = SqliteEventLog(db)
        await log.open()
        passing = _Passing(log.newest_id)
        with opened(reports, database) as file:
            return [
                await _for_so_many(rows, min(times, TIMES[rows]), passing, log, file)
                for rows in ROWS
            ]


async def _for_so_many(
    rows: int, times: int, passing: _Passing, log: SqliteEventLog, file: ReportFile
) -> Paid:
    taken = []
    for _ in range(times):
        await log.append(passing.rows(rows, log.head))
        taken.append(_timed(lambda: _follow(file)))
        assert file.cursor == log.head
    walls, processors = zip(*taken, strict=True)
    return Paid(rows, statistics.median(walls), statistics.median(processors))


def _follow(file: ReportFile) -> None:
    head = file.head()
    while file.cursor < head:
        file.follow(head)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000


class _Passing:
    """Visits of today on all sites, and leaves of what was seen just before."""

    def __init__(self, newest_id: int) -> None:
        self._chance = Random(1)
        self._ids = Ids()
        self._ids.go_on_after(newest_id)
        self._at = NOW
        self._visits: list[tuple[int, int, int]] = []
        self._seen: list[Event] = []

    def rows(self, many: int, head: int) -> list[Row]:
        return [self._row(head + number + 1) for number in range(many)]

    def _row(self, cursor: int) -> Row:
        chance = self._chance
        self._at += 20
        if self._seen and chance.random() < 0.35:
            page = self._seen.pop(0)
            named = Pageview(page.visit, page.cursor, page.at)
            told = (chance.randrange(60_000), chance.randrange(100))
            return Leave(page.site_id, self._at, 0, page.page.path, LEFT, *told, named, page.visit)
        if not self._visits or chance.random() < 0.3:
            site = 1 if chance.random() < 0.8 else chance.randint(2, 101)
            self._visits.append((site, self._ids.next(self._at), chance.getrandbits(62)))
        site, visit, who = chance.choice(self._visits[-500:])
        made = event(
            self._ids.next(self._at),
            who=visitor(who, site),
            path=f"/blog/how-the-sea-remembers-{chance.randrange(1, 1_000)}",
            visit=visit,
            at=self._at,
            beacon=chance.getrandbits(62),
        )
        made.cursor = cursor
        self._seen = [*self._seen[-300:], made]
        return made


def copy_of(folder: Path, to: Path) -> Path:
    """A database that may be changed."""
    to.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(folder / "tracker.db", to / "tracker.db"))
