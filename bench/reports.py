"""Reports of ten million events over twelve months: what they cost to make, what each question
takes, and what plain DuckDB takes for it over raw rows, on as many threads of the same run.

The events are made once (some minutes) and kept in ~/.cache/tracker-bench."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from bench.figures import Figure, table
from bench.processes import resident_mb
from bench.raw_rows import raw_rows_of
from bench.report_catching_up import Paid, copy_of, paid
from bench.report_lists import funnels, journeys, leave, lists
from bench.report_periods import months, thirty_days, year_before
from bench.report_questions import Asked, Kind, asked, whole_page
from bench.year_file import year_of
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import THREADS
from tracker.storage.reports.opening import opened

RAW_MEMORY = "1GB"
# By period and kind: of the yardstick's time, and ms, at most.
GOALS: dict[tuple[str, Kind], tuple[float, float]] = {
    ("30 days", "plain"): (1 / 8, 12),
    ("12 months", "plain"): (1 / 20, 50),
    ("12 months", "property"): (1 / 20, 100),
    ("12 months", "filtered"): (1, 250),
}
WHOLE_PAGE = 300  # ms
CAUGHT_UP = {1: 30, 10: 30, 100: 30, 1_000: 30, 10_000: 200}  # ms


class Timed(NamedTuple):
    """One question: ms of the first time and the median of the next ones, ours and raw."""

    period: str
    asked: Asked
    cold: float
    warm: float
    raw: float
    alike: bool

    @property
    def ratio(self) -> float:
        return self.warm / self.raw


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=7, help="that a question is asked warm")
    parser.add_argument("--lists", action="store_true", help="no more than what is no panel")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    folder = year_of(options.events)
    if options.lists:
        return _only_lists(folder, options.times)
    raw = raw_rows_of(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        path = Path(work) / "reports.duckdb"
        made = _rebuilt(folder / "tracker.db", path)
        timed, page, resident = _questions(folder / "tracker.db", path, raw, options.times)
        listed = _listed(folder / "tracker.db", path, options.times)
        sizes = _sizes(folder / "tracker.db", path, raw)
        database = copy_of(folder, Path(work) / "data")
        catching_up = paid(database, path, options.times)
    return [
        Figure("calibration: ten million additions in Python", _calibrated(), "ms"),
        *_making(made, options.events),
        *sizes,
        *_worst(timed),
        Figure("a whole page, 12 months, compared", page, "ms", WHOLE_PAGE),
        Figure("memory (RSS) after all questions", resident, "MB", 600),
        *_paying(catching_up),
        *listed,
    ]


def _only_lists(folder: Path, times: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        path = Path(work) / "reports.duckdb"
        _rebuilt(folder / "tracker.db", path)
        listed = _listed(folder / "tracker.db", path, times)
    return [Figure("calibration: ten million additions in Python", _calibrated(), "ms"), *listed]


def _calibrated() -> float:
    def add() -> None:
        total = 0
        for number in range(10_000_000):
            total += number

    return min(_ms(add) for _ in range(3))


def _rebuilt(database: Path, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.report_rebuild", str(database), str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def _questions(
    database: Path, path: Path, raw: Path, times: int
) -> tuple[list[Timed], float, float]:
    """All of them, the whole page's ms, and what this process has taken."""
    config = {"threads": THREADS, "memory_limit": RAW_MEMORY}
    found = []
    with opened(path, database) as file:
        reader = Reader(file.connection())
        with closing(duckdb.connect(str(raw), read_only=True, config=config)) as rows:
            for period in (thirty_days(), months()):
                for each in asked(period):
                    found.append(_timed(period.name, each, reader, rows, times))
                    print(_line(found[-1]), file=sys.stderr, flush=True)
        page = whole_page(months(), year_before())
        whole = [_ms(lambda: [reader.answer(each) for each in page]) for _ in range(times)]
        return found, statistics.median(whole), resident_mb(os.getpid())


def _listed(database: Path, path: Path, times: int) -> list[Figure]:
    with opened(path, database) as file:
        duck = file.connection()
        found = [*lists(duck, times), *funnels(duck, times), *journeys(duck, times)]
        return [*found, *leave(file)]


def _timed(
    period: str, each: Asked, reader: Reader, rows: duckdb.DuckDBPyConnection, times: int
) -> Timed:
    cold = _ms(lambda: reader.answer(each.question))
    ours = [_ms(lambda: reader.answer(each.question)) for _ in range(times)]
    raw = [_ms(lambda: rows.execute(each.raw).fetchall()) for _ in range(max(2, times // 2))]
    answers = (reader.answer(each.question).rows, rows.execute(each.raw).fetchall())
    warm = statistics.median(ours)
    return Timed(period, each, cold, warm, statistics.median(raw[1:]), _alike(each, *answers))


def _alike(each: Asked, rows: list[Any], raw: list[tuple[Any, ...]]) -> bool:
    """Whether both count about as many visitors: a visit at the span's edge may be told apart."""
    if not rows or not raw:
        return len(rows) == len(raw)
    ours = sum(row.metrics[0] for row in rows)
    place = len(each.question.dimensions)
    theirs = sum(row[place] for row in raw)
    return bool(abs(ours - theirs) <= max(2, 0.01 * theirs))


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _making(made: dict[str, Any], events: int) -> list[Figure]:
    late = made["late"]
    per_million = made["processor"] / events * 1_000_000
    return [
        Figure(f"{events:,} events taken from the log", made["parts"]["followed"], "s"),
        Figure("their days summed up", made["parts"]["summed up"], "s"),
        Figure("processor time of both", made["processor"], "s", events / 10_000_000 * 200),
        Figure("the same, a million events", per_million, "s"),
        Figure("memory (RSS) meanwhile, at most", made["resident"], "MB", 600),
        Figure("the event loop meanwhile: p50 late", late[0], "ms"),
        Figure("the event loop meanwhile: p99 late", late[1], "ms"),
    ]


def _sizes(database: Path, path: Path, raw: Path) -> list[Figure]:
    with closing(duckdb.connect(str(raw), read_only=True)) as rows:
        [(events,)] = rows.execute("select count(*) from event").fetchall()
    return [
        Figure("reports' file, an event", path.stat().st_size / events, "bytes", 70),
        Figure("database, an event with its leaves", database.stat().st_size / events, "bytes"),
        Figure("the yardstick's file, an event", raw.stat().st_size / events, "bytes"),
    ]


def _worst(timed: list[Timed]) -> list[Figure]:
    """Of each period and kind that which is furthest from its goal."""
    found = []
    for (period, kind), (share, ms) in GOALS.items():
        of_kind = [each for each in timed if (each.period, each.asked.kind) == (period, kind)]
        slow = max(of_kind, key=lambda each: each.ratio)
        long = max(of_kind, key=lambda each: each.warm)
        named = f"{period}, {kind}: "
        found += [
            Figure(f"{named}{slow.asked.name}", slow.ratio, "of the yardstick", share),
            Figure(f"{named}{long.asked.name}", long.warm, "ms", ms),
        ]
    return found


def _paying(catching_up: list[Paid]) -> list[Figure]:
    return [
        Figure(f"caught up with {each.rows:,} rows", each.wall, "ms", CAUGHT_UP[each.rows])
        for each in catching_up
    ]


def _line(each: Timed) -> str:
    share, ms = GOALS.get((each.period, each.asked.kind), (1.0, 250.0))
    missed = "" if each.ratio <= share and each.warm <= ms else " MISSED"
    unlike = "" if each.alike else " ANSWERS DIFFER"
    return (
        f"{each.period:9} {each.asked.name:34} cold {each.cold:7.1f} warm {each.warm:7.1f}"
        f" raw {each.raw:8.1f} ms, 1/{1 / each.ratio:.1f}{missed}{unlike}"
    )


if __name__ == "__main__":
    main()
