"""What a database was made for."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tracker.storage.file.database import Database
from tracker.storage.file.errors import ReadOnly
from tracker.storage.file.made_for import mark_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.mark.parametrize("environment", ["production", "staging", "test"])
async def test_a_new_file_is_marked_and_stays_so(path: Path, environment: str) -> None:
    async with Database.open(path, environment=environment):
        pass
    for later in ("production", "staging", "test"):
        async with Database.open(path, environment=later):
            assert mark_of(path) == environment


async def test_a_file_of_before_there_were_marks_is_production(path: Path) -> None:
    async with Database.open(path, environment="test"):
        pass
    with closing(sqlite3.connect(path)) as file:
        file.execute("drop table mark")
    assert mark_of(path) == "production"


async def test_a_file_that_was_brought_up_to_date_is_production(path: Path) -> None:
    async with Database.open(path, environment="test"):
        pass
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("delete from mark")
    async with Database.open(path, environment="test"):
        assert mark_of(path) == "production"


async def test_beside_the_one_that_writes_it_is_only_read(path: Path) -> None:
    async with Database.open(path) as writer, Database.open_reading(path, "not here") as reader:
        async with writer.transaction() as tx:
            await tx.execute("insert into text (value) values ('hello')")
        assert [row["value"] for row in await reader.read("select value from text")] == ["hello"]
        with pytest.raises(ReadOnly, match="not here"):
            async with reader.transaction():
                pass
