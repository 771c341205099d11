"""A file that has followed a log through whatever became of it is what a fresh count makes."""

from pathlib import Path
from random import Random

import pytest

from tests.reports.living_log import LivingLog
from tracker.domain.rows import DayRow
from tracker.storage.file.database import Database
from tracker.storage.reports.duck import rows
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.sums.comparing import TABLES, Difference, first_difference

EVER = 2_208_988_800_000  # 2040: all days are over


def first(file: ReportFile, other: ReportFile) -> Difference | None:
    found = (first_difference(file.duck, other.duck, table) for table in TABLES)
    return next((each for each in found if each), None)


def follow(file: ReportFile, slice_: int) -> None:
    head = file.head()
    while file.cursor < head:
        file.follow(head, slice_)


def tidy(file: ReportFile) -> None:
    file.settle()
    while file.roll(EVER):
        pass


@pytest.mark.alike
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_became_of_the_log(db: Database, tmp_path: Path, seed: int):
    chance = Random(seed)
    living = LivingLog(db, chance)
    await living.open()
    with opened(db.path.with_name("reports.duckdb"), db.path) as file:
        for _ in range(8):
            await living.goes_on()
            follow(file, chance.randint(1, 60))
            if chance.random() < 0.4:
                tidy(file)
        tidy(file)
        with opened(tmp_path / "counted.duckdb", db.path) as counted:
            follow(counted, 1_000)
            tidy(counted)
            assert rows(counted.duck, "select count(*) > 0 from day_total") == [(True,)]
            assert first(file, counted) is None
            rows(file.duck, "update day_visit set visits = visits + 1")
            assert first(file, counted)


async def test_sums_of_the_log_are_compared_too(db: Database, tmp_path: Path):
    living = LivingLog(db, Random(1))
    await living.open()
    await living.log.append([DayRow(1, 0, 20_000, "visit:source", "Google", visits=3)])
    with opened(db.path.with_name("reports.duckdb"), db.path) as file:
        follow(file, 10)
        with opened(tmp_path / "counted.duckdb", db.path) as counted:
            follow(counted, 10)
            assert first(file, counted) is None
            rows(file.duck, "update kept set visits = 4")
            found = first(file, counted)
    assert found
    assert (found.row, found.what, found.stands) == ("the sums of row 1", "visits", 4)
