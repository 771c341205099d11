"""How long an import takes, of what Python's own csv and one statement take for the same rows, and
how much memory: python -m bench.imports [ROWS]

Both in one run and on the same disk. The plain way reads the file with `csv` and puts all of its
rows, as they are, with executemany into a table that has the log's index. Ours is the command
beside a server: visits, visitors, sources, browsers and places are found, and what is there already
is looked for. The smaller of some runs each."""

from __future__ import annotations

import csv
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

TOP = Path(__file__).resolve().parent.parent
ROWS = 300_000
RUNS = 2
AT_ONCE = 4_000
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
HEADER = (
    "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,"
    "Location,FirstVisit,Date\n"
)
BROWSERS = ("Chrome 140", "Firefox 143", "Safari 18", "Edge 139")
SYSTEMS = ("Windows 10", "Linux ", "macOS 15", "iOS 18.5", "Android 15")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
)
REFERRERS = ("", "", "", "https://www.google.com/", "https://news.ycombinator.com/item?id=1")
PLACES = ("DE", "US-TX", "FR", "JP", "")


def csv_file(path: Path, rows: int) -> None:
    """GoatCounter's, in the order of time: 2,000 pages, four rows a session."""
    chance = random.Random(1)
    with path.open("w") as file:
        file.write(HEADER)
        for number in range(rows):
            at = BEGIN + timedelta(seconds=number)
            page = int(chance.paretovariate(0.8)) % 2_000
            where = REFERRERS[number % len(REFERRERS)].removeprefix("https://")
            file.write(
                f"/page/{page},Page {page},0,,{chance.choice(BROWSERS)},{chance.choice(SYSTEMS)},"
                f"{number // 4:x}-{number // 7:x},0,{where},{'h' if where else 'o'},"
                f'"1440,0,1",{chance.choice(PLACES)},1,{at:%Y-%m-%dT%H:%M:%SZ}\n'
            )


def log_file(path: Path, rows: int) -> None:
    """A combined log: 20,000 addresses, a static file every fifth line."""
    chance = random.Random(1)
    with path.open("w") as file:
        for number in range(rows):
            at = BEGIN + timedelta(seconds=number)
            who = chance.randrange(20_000)
            page = int(chance.paretovariate(0.8)) % 2_000
            asked = "/style.css" if number % 5 == 4 else f"/page/{page}"
            file.write(
                f"198.{18 + who % 2}.{who // 256 % 256}.{who % 256} - - "
                f'[{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {asked} HTTP/1.1" 200 5120 '
                f'"{REFERRERS[number % len(REFERRERS)] or "-"}" "{AGENTS[who % len(AGENTS)]}"\n'
            )


def plainly(path: Path, folder: Path, delimiter: str, time_column: int) -> tuple[float, float]:
    """Seconds that csv and executemany take, and seconds of the processor."""
    database = folder / "plain.db"
    began, used = time.perf_counter(), time.process_time()
    with path.open(newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        first = next(rows)
        names = ", ".join(f"c{number} text" for number in range(len(first)))
        marks = ", ".join("?" * len(first))
        connection = sqlite3.connect(database)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute(f"create table row (cursor integer primary key, {names})")
        connection.execute(f"create index by_time on row (c{time_column})")
        columns = ", ".join(f"c{number}" for number in range(len(first)))
        insert = f"insert into row ({columns}) values ({marks})"
        for batch in batches(rows):
            with connection:
                connection.executemany(insert, batch)
        connection.close()
    took = time.perf_counter() - began, time.process_time() - used
    for each in folder.glob("plain.db*"):
        each.unlink()
    return took


def batches(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def ours(path: Path, folder: Path) -> tuple[float, float, float, int]:
    """Seconds, seconds of the processor that the command and the server take, and kB of the
    command's memory at most."""
    data = folder / "data"
    environment = {**os.environ, "DATA_DIR": str(data), "ENVIRONMENT": "test", "PORT": "0"}
    prepare = [sys.executable, "-c", PREPARE, str(data)]
    subprocess.run(prepare, check=True, env=environment)
    server = subprocess.Popen(
        [sys.executable, str(TOP / "run.py")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not (data / "control.sock").exists():
        time.sleep(0.05)
    _wait_for_calm(server.pid)
    began = time.perf_counter()
    command = [sys.executable, "-c", "from tracker.cli import tracker; tracker()"]
    command += ["import", str(path), "--site", "1", "--json"]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = status
    took = time.perf_counter() - began
    server.terminate()
    _, server.returncode, beside = os.wait4(server.pid, 0)
    assert not status, "the import has failed"
    for each in sorted(data.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    return took, _processor(used), _processor(beside), used.ru_maxrss


def _wait_for_calm(process: int) -> None:
    """What it does once it serves, such as reading its templates, belongs to no import."""
    stat, before = Path(f"/proc/{process}/stat"), [""]
    while (now := stat.read_text().rpartition(")")[2].split()[11:13]) != before:
        before = now
        time.sleep(1)


def _processor(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


PREPARE = """
import asyncio, sys
from pathlib import Path
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import insert_site
async def prepare(folder):
    folder.mkdir(parents=True, exist_ok=True)
    async with Database.open(folder / "tracker.db", environment="test") as db:
        async with db.transaction() as tx:
            ada = await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), 1)
            await insert_site(tx, key="abcdefghijkl", owner_id=ada.id, name="a.example",
                time_zone="Europe/Berlin", at=1)
asyncio.run(prepare(Path(sys.argv[1])))
"""


def measured(name: str, made: Callable[[Path, int], None], delimiter: str, at: int) -> str:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "file"
        made(path, rows)
        runs = [(*plainly(path, folder, delimiter, at), *ours(path, folder)) for _ in range(RUNS)]
        plain, used, took, ours_used, beside, _ = (min(each) for each in zip(*runs, strict=True))
        memory = max(run[5] for run in runs) / 1024
        size = path.stat().st_size / 1e6
    return (
        f"{name}: {rows:,} rows, {size:,.0f} MB: {took:.1f} s, {rows / took:,.0f} a s; of csv and"
        f" executemany ({plain:.1f} s) {took / plain:.2f} times; processor time of the command"
        f" {ours_used:.1f} s, {ours_used / used:.2f} times, of the server from its start to its end"
        f" {beside:.1f} s; {memory:.0f} MB of memory"
    )


def main() -> None:
    print(measured("CSV", csv_file, ",", 13))
    print(measured("log", log_file, " ", 3))


if __name__ == "__main__":
    main()
