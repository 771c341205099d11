"""Backups, restores, upgrades and kills on the newest SQLite: `make faults`.

Run as a program by the Python of scripts/newest, which has it in sqlite3's place; prints what it
found as JSON."""

from __future__ import annotations

import asyncio
import json
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.finding import Finding, scaled
from tests.faults.backups_under_load import backed_up, tracker
from tests.faults.kills import kills
from tests.sqlite_library import is_replaced
from tracker.storage.file.database import Database
from tracker.storage.file.migrations import NEWEST

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-newest" / "sqlite" / "bin" / "python"


class OnThisSqlite(NamedTuple):
    """`upgraded`: of the schemas there were, copied and sound afterwards; `sound`: whether
    `tracker verify` finds nothing in what a backup under load has given back."""

    python: str
    sqlite: str
    replaced: bool
    upgraded: int
    sound: bool
    backed_up: bool
    lost: int
    kills: int
    clean_kills: int

    @property
    def is_clean(self) -> bool:
        whole = self.upgraded == NEWEST and self.sound and self.backed_up and not self.lost
        return self.replaced and whole and self.kills == self.clean_kills


async def on_the_newest_sqlite(folder: Path, scale: float) -> Finding:
    """C19: what a newer SQLite changes is not found by users."""
    made = await asyncio.to_thread(subprocess.run, ["sh", "scripts/newest"], cwd=ROOT, check=False)
    if made.returncode:
        return Finding(WHAT, "nothing", WANTED, "**NOT DONE: no Python for it**", False)
    program = [str(PYTHON), "-m", "bench.newest_sqlite", str(folder), str(scaled(5, scale))]
    done = await asyncio.to_thread(
        subprocess.run, program, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return Finding(WHAT, "tried", WANTED, done.stderr.strip().splitlines()[-1], False)
    found = OnThisSqlite(**json.loads(done.stdout))
    return Finding(
        WHAT,
        f"SQLite {found.sqlite}, Python {found.python}: {found.upgraded} upgrades, a backup under "
        f"load and its restore, `verify`, {found.kills} kills",
        WANTED,
        f"{found.lost} lost, restored {'whole' if found.backed_up else 'WITH LOSS'} and "
        f"{'sound' if found.sound else 'UNSOUND'}, {found.clean_kills} clean kills",
        found.is_clean,
    )


WHAT = "the newest SQLite and the newest Python"
WANTED = "each schema is upgraded with its copy, what was acknowledged is in the backup, none lost"


async def held(folder: Path, rounds: int) -> OnThisSqlite:
    """All of it, in this Python and in the servers that it starts."""
    upgraded = [number for number in range(1, NEWEST + 1) if await _upgraded(folder, number)]
    found = await backed_up(folder / "backup")
    killed = await kills(folder / "kills", rounds)
    return OnThisSqlite(
        platform.python_version(),
        sqlite3.sqlite_version,
        is_replaced(),
        len(upgraded),
        not list(_complaints(folder / "backup-restored")),
        found.is_clean,
        found.lost + sum(each.lost for each in killed),
        len(killed),
        sum(each.is_clean for each in killed),
    )


async def _upgraded(folder: Path, number: int) -> bool:
    """Whether a database of that schema is brought up to date, its copy made before."""
    data = folder / f"schema-{number}"
    data.mkdir(parents=True)
    with closing(sqlite3.connect(data / "tracker.db")) as db:
        db.executescript((ROOT / "tests" / "data" / "schemas" / f"{number:03}.sql").read_text())
    async with Database.open(data / "tracker.db") as opened:
        writable = not opened.read_only
    copied = number == NEWEST or any(data.glob("tracker-before-*.db"))
    return writable and copied and not list(_complaints(data))


def _complaints(data: Path) -> Iterator[str]:
    yield from json.loads(tracker(data, "verify", "--json"))["findings"]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(held(Path(sys.argv[1]), int(sys.argv[2])))._asdict()))
