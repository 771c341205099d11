"""Every schema that was ever released is brought up to date, with its rows, as if made today."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tracker.storage.file.copies import faults_in
from tracker.storage.file.database import Database
from tracker.storage.file.migrations import NEWEST, SCHEMA, migrate

DUMPS = Path(__file__).parents[2] / "data" / "schemas"
NUMBERS = sorted(int(file.name[:3]) for file in SCHEMA.glob("[0-9][0-9][0-9]_*.sql"))


def load(number: int, path: Path) -> Path:
    """The database that the release with this schema has left."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((DUMPS / f"{number:03}.sql").read_text())
    return path


def schema_of(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("select type, name, tbl_name, sql from sqlite_master order by 1, 2")
        return found.fetchall()


def counts(path: Path) -> dict[str, int]:
    """Rows by table; what a release adds by itself is counted too."""
    with closing(sqlite3.connect(path)) as db:
        names = [
            name for (name,) in db.execute("select name from sqlite_master where type='table'")
        ]
        return {name: db.execute(f"select count(*) from {name}").fetchone()[0] for name in names}


async def fresh(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    async with Database.open(path):
        pass
    return path


def test_every_schema_number_has_its_dump() -> None:
    missing = [number for number in NUMBERS if not (DUMPS / f"{number:03}.sql").exists()]
    assert missing == [], "run `make schema-dump`"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_dump_is_of_its_number(number: int, tmp_path: Path) -> None:
    with closing(sqlite3.connect(load(number, tmp_path / "old.db"))) as db:
        assert db.execute("pragma user_version").fetchone() == (number,)


def test_every_table_has_rows_in_the_newest_dump(tmp_path: Path) -> None:
    """Else an upgrade could lose rows of a table that no test looks at."""
    found = counts(load(NEWEST, tmp_path / "new.db"))
    assert [name for name, rows in found.items() if not rows] == []


@pytest.mark.parametrize("number", NUMBERS)
async def test_an_old_database_becomes_one_of_today(number: int, tmp_path: Path) -> None:
    path = load(number, tmp_path / "tracker.db")
    before = counts(path)
    async with Database.open(path) as db:
        assert not db.read_only
    assert schema_of(path) == schema_of(await fresh(tmp_path / "fresh" / "tracker.db"))
    assert faults_in(path) == []
    after = counts(path)
    assert {name: after[name] for name in before} == before


async def test_the_dump_of_a_number_is_what_its_schema_file_makes(tmp_path: Path) -> None:
    """A schema file that was changed after its dump was written is found out here."""
    newest = load(NEWEST, tmp_path / "dumped.db")
    made = await fresh(tmp_path / "made" / "tracker.db")
    assert words(schema_of(newest)) == words(schema_of(made))


def words(schema: list[tuple[str, ...]]) -> list[str]:
    return [re.sub(r"\s+", " ", str(each)) for each in schema]


def test_an_upgrade_says_from_what_to_what_and_where_the_copy_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    migrate(load(1, tmp_path / "tracker.db"))
    copy = tmp_path / "tracker-before-002.db"
    assert f"schema 1 -> {NEWEST}, copy {copy}" in caplog.text
    assert copy.exists()
