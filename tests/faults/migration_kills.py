"""An upgrade that is killed before each of its statements, and what the next start makes of it.

Run as a program in a process of its own: it forks. Prints what it found as JSON."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tracker.storage.file import migrations, writing
from tracker.storage.file.database import Database
from tracker.storage.file.errors import RefusesForNow

ROOT = Path(__file__).parents[2]
DUMPS = ROOT / "tests" / "data" / "schemas"


class MigrationKills(NamedTuple):
    """`between`: files that were of no version; `unlike`: that did not become one of today."""

    kills: int
    between: int
    unlike: int
    versions: list[int]  # that the killed upgrades left

    @property
    def is_clean(self) -> bool:
        return self.kills > 0 and not self.between and not self.unlike


def migration_kills(number: int, sabotage: str = "") -> MigrationKills:
    """D10: upgrade the dump of that number, killed before its first statement, its second..."""
    program = [sys.executable, __file__, str(number), sabotage]
    ours = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, capture_output=True, text=True, check=True, env=ours)
    return MigrationKills(**json.loads(done.stdout))


def found(number: int, writer: type[sqlite3.Connection]) -> MigrationKills:
    with tempfile.TemporaryDirectory() as folder:
        schemas = {0: schema_of(made(Path(folder) / "fresh" / "tracker.db"))}
        newest = migrations.NEWEST
        for version in range(number, newest + 1):
            schemas[version] = schema_of(loaded(version, Path(folder) / str(version)))
        kills = between = unlike = 0
        versions = set()
        while True:
            path = loaded(number, Path(folder) / f"killed-{kills}")
            if not killed(path, kills, writer):
                return MigrationKills(kills, between, unlike, sorted(versions))
            version = version_of(path)
            versions.add(version)
            between += schema_of(path) != schemas.get(version)
            unlike += schema_of(made(path)) != schemas[0]
            kills += 1
            shutil.rmtree(path.parent)


def killed(path: Path, after: int, writer: type[sqlite3.Connection]) -> bool:
    """Whether the upgrade was killed before its statement number `after`; False: it had fewer."""
    child = os.fork()
    if child == 0:
        kill_before(after, writer)
        made(path)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def kill_before(number: int, writer: type[sqlite3.Connection]) -> None:
    """SIGKILL comes in place of the upgrade's statement of that number."""
    migrate, connect = migrations.migrate, sqlite3.connect
    seen = 0

    class Dying(writer):
        def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
            nonlocal seen
            if not sql.startswith("pragma user_version") or "=" in sql:
                if seen == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                seen += 1
            return super().execute(sql, *more)

    def killed_migrate(path: Path) -> int:
        sqlite3.connect = partial(connect, factory=Dying)
        try:
            return migrate(path)
        finally:
            sqlite3.connect = connect

    writing.migrate = killed_migrate


def loaded(number: int, folder: Path) -> Path:
    folder.mkdir()
    path = folder / "tracker.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode = wal")
        db.executescript((DUMPS / f"{number:03}.sql").read_text())
    return path


def made(path: Path) -> Path:
    """Opened, and so brought up to date."""

    async def open_it() -> None:
        async with Database.open(path):
            pass

    path.parent.mkdir(exist_ok=True)
    asyncio.run(open_it())
    return path


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("pragma user_version").fetchone()[0])


def schema_of(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("select name, sql from sqlite_master order by name").fetchall()


class EachAlone(sqlite3.Connection):
    """The sabotage: each statement is committed by itself."""

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        return super().execute("select 1" if sql in ("begin immediate", "commit") else sql, *more)


if __name__ == "__main__":
    writer = EachAlone if sys.argv[2] else sqlite3.Connection
    try:
        print(json.dumps(found(int(sys.argv[1]), writer)._asdict()))
    except RefusesForNow:  # an upgrade that cannot be taken up again
        print(json.dumps(MigrationKills(1, 1, 1, [])._asdict()))
