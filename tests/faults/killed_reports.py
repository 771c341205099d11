"""kill -9 of who follows the log for reports: at any moment of following, putting in order, summing
up and making anew. Run as a program this is who is killed: it never comes to an end."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from tests.reports.likeness import difference
from tests.reports.living_log import LivingLog
from tests.reports.plain import answer
from tests.reports.random_questions import any_question
from tracker.domain.reports.question import Question, Span
from tracker.storage.file.database import Database
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import run, transaction
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile

SLICE = 25  # cursors: many transactions
QUESTIONS = 6
EVER = 2_208_988_800_000  # 2040: all days are over
SABOTAGED = "say-too-early"


class Killed(msgspec.Struct):
    """`at`: the cursor up to which the file was found to be, of `head`. `different`: what is not as
    the plain truth says, once it has caught up; "" where all is."""

    at: int
    head: int
    different: str

    @property
    def is_exact(self) -> bool:
        return not self.different and self.at <= self.head


async def killed_reports(folder: Path, rounds: int, sabotaged: bool = False) -> list[Killed]:
    """So many times. `sabotaged`: it says what it has taken before it has."""
    chance = random.Random(1)
    database, reports = folder / "tracker.db", folder / "reports.duckdb"
    folder.mkdir(parents=True, exist_ok=True)
    async with Database.open(database) as db:
        living = LivingLog(db, chance)
        await living.open()
        found = []
        for _ in range(rounds):
            for _ in range(6):
                await living.goes_on()
            await _kill_one(database, reports, chance.uniform(0.05, 1.5), sabotaged)
            found.append(_looked_at(living, database, reports))
        return found


async def _kill_one(database: Path, reports: Path, after: float, sabotaged: bool) -> None:
    """Once it is at work."""
    command = [sys.executable, "-m", "tests.faults.killed_reports", str(database), str(reports)]
    command += [SABOTAGED] if sabotaged else []
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert process.stdout
    assert await process.stdout.readline() == b"at work\n"
    await asyncio.sleep(after)
    process.kill()
    assert await process.wait() == -9


def _looked_at(living: LivingLog, database: Path, reports: Path) -> Killed:
    with opened(reports, database) as file:
        at, head = file.cursor, file.head()
        while file.cursor < head:
            file.follow(head)
        reader = Reader(file.connection())
        return Killed(at, head, _different(reader, living))


def _different(reader: Reader, living: LivingLog) -> str:
    sums = [_all_of(site, zone) for site, zone in living.life.zones.items()]
    for question in [*sums, *(any_question(living.life) for _ in range(QUESTIONS))]:
        expected = answer(living.told, question).rows
        if said := difference(reader.answer(question).rows, expected, question):
            return f"{said}: {question}"
    return ""


def _all_of(site: int, zone: str) -> Question:
    metrics = ("visitors", "visits", "events", "visit_duration", "scroll_depth")
    return Question(site_id=site, zone=zone, span=Span(0, EVER), metrics=metrics)


def _work(database: Path, reports: Path, sabotaged: bool) -> None:
    """Follow the log, and begin again where there is no more of it."""
    while True:
        with opened(reports, database) as file:
            if sabotaged:
                _say_too_early(file)
            print("at work", flush=True)
            _follow(file)
        reports.unlink()


def _say_too_early(file: ReportFile) -> None:
    with transaction(file.duck):
        run(file.duck, "update mark set cursor = $head", {"head": file.head()})
    print("at work", flush=True)
    time.sleep(60)


def _follow(file: ReportFile) -> None:
    head = file.head()
    while file.cursor < head:
        file.follow(head, SLICE)
        if file.cursor % 3 == 0:
            _tidy(file)
    _tidy(file)


def _tidy(file: ReportFile) -> None:
    file.settle()
    while file.roll(EVER):
        pass
    file.connection().execute("checkpoint")


if __name__ == "__main__":
    _work(Path(sys.argv[1]), Path(sys.argv[2]), SABOTAGED in sys.argv)
