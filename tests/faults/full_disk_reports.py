"""Reports whose disk is full: what cannot be written is said, and with room all is counted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.faults.small_disk import fill_up, tmpfs
from tests.reports.living_log import LivingLog
from tracker.storage.file.database import Database
from tracker.storage.reports.duck import EngineError, run
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.sums.comparing import TABLES, first_difference

EVER = 2_208_988_800_000  # 2040: all days are over
MEGABYTES = 12


class FullDisk(msgspec.Struct):
    """`refused`: what DuckDB said while there was no room, each time. `rows` of the log.
    `different`: the first figure that differs from a fresh count once there is room."""

    refused: list[str]
    rows: int
    different: str

    @property
    def is_clean(self) -> bool:
        return bool(self.refused) and not self.different


async def reports_on_a_full_disk(folder: Path, times: int) -> FullDisk:
    """Filled up so many times, with more and more of the log. Raises PermissionError where nothing
    may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    disk, database = folder / "disk", folder / "tracker.db"
    reports, refused = disk / "reports.duckdb", []
    async with Database.open(database) as db, tmpfs(disk, MEGABYTES):
        living = LivingLog(db, random.Random(1))
        await living.open()
        for _ in range(times):
            await _grow(living)
            with opened(reports, database) as file:
                _count(file)
                await _grow(living)
                with _full(disk):
                    refused += _tried(file)
        return FullDisk(refused, living.log.head, _difference(reports, database, folder))


async def _grow(living: LivingLog) -> None:
    for _ in range(4):
        await living.goes_on()


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    fill_up(disk)
    try:
        yield
    finally:
        (disk / "ballast").unlink()


def _tried(file: ReportFile) -> list[str]:
    try:
        _count(file)
    except EngineError as error:
        return [str(error).partition("\n")[0]]
    return []


def _count(file: ReportFile) -> None:
    head = file.head()
    while file.cursor < head:
        file.follow(head)
    file.settle()
    while file.roll(EVER):
        pass
    run(file.duck, "checkpoint")


def _difference(reports: Path, database: Path, folder: Path) -> str:
    with (
        opened(reports, database) as file,
        opened(folder / "counted.duckdb", database) as counted,
    ):
        for each in (file, counted):
            _count(each)
        found = (first_difference(file.duck, counted.duck, table) for table in TABLES)
        return next((str(each) for each in found if each), "")
