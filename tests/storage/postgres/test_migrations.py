"""A database of many processes is brought up to date once, whoever comes first."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.postgres_databases import administering, empty, migrated  # noqa: E402
from tests.engines.postgres_server import PostgresServer  # noqa: E402
from tracker.storage.file.migrations import NewerDatabase, NotOurs, Unusable, migrate  # noqa: E402
from tracker.storage.postgres import migrations  # noqa: E402
from tracker.storage.postgres.accounts import PostgresAccounts  # noqa: E402

COLUMNS = """
select table_name, column_name, data_type, is_nullable from information_schema.columns
where table_schema = current_schema() order by 1, 2
"""
TYPES = {"integer": "bigint", "text": "text", "blob": "bytea"}
# The log's, its dictionary's and what says how far somebody has come in it.
OF_THE_LOG = {
    *(
        "agent",
        "campaign",
        "correction",
        "day_row",
        "event",
        "import_rows",
        "late_title",
    ),
    *("leave", "log", "place", "removal", "rework", "stretch", "text"),
}
OWN = {"change", "change_head", "done", "remembered", "schema_version", "secret"}


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """Its schema: today's, and one more."""
    folder = tmp_path / "schema"
    shutil.copytree(migrations.SCHEMA, folder)
    number = max(migrations.steps_of(folder)) + 1
    (folder / f"{number:03}_more.sql").write_text("alter table site add column more bigint;")
    return folder


async def columns_of(address: str) -> list[tuple[str, ...]]:
    connection = await asyncpg.connect(address)
    try:
        return [tuple(row) for row in await connection.fetch(COLUMNS)]
    finally:
        await connection.close()


async def upgrade(address: str, schema: Path) -> None:
    connection = await asyncpg.connect(address)
    try:
        await migrations.migrate(connection, "it", schema)
    finally:
        await connection.close()


async def test_twenty_that_start_at_once_find_it_migrated(postgres: PostgresServer) -> None:
    address = await empty(postgres)

    async def start() -> int:
        async with PostgresAccounts.open(address) as accounts:
            return len(await accounts.read("select * from user"))

    assert await asyncio.gather(*(start() for _ in range(20))) == [0] * 20
    assert await columns_of(address) == await columns_of(await migrated(postgres))


async def test_it_keeps_what_the_file_keeps(postgres: PostgresServer, tmp_path: Path) -> None:
    """Column by column: who adds one to the file's schema adds it to this one."""
    migrate(tmp_path / "tracker.db")
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as connection:
        names = connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        )
        kept = {name for (name,) in names.fetchall()} - OF_THE_LOG
        of_file = sorted(
            (table, name, TYPES[kind.lower()], "NO" if not_null or key else "YES")
            for table in kept
            for _, name, kind, not_null, _, key in connection.execute(f"pragma table_info({table})")
        )
    found = await columns_of(await migrated(postgres))
    assert [each for each in found if each[0] not in OWN] == of_file


async def test_what_is_there_stays_through_an_upgrade(
    postgres: PostgresServer, next_release: Path
) -> None:
    upgraded, fresh = await migrated(postgres), await empty(postgres)
    async with administering(postgres, upgraded.rpartition("/")[2]) as connection:
        await connection.execute("insert into mark values ('staging')")
    await asyncio.gather(*(upgrade(upgraded, next_release) for _ in range(5)))
    await upgrade(fresh, next_release)
    assert await columns_of(upgraded) == await columns_of(fresh)
    async with administering(postgres, upgraded.rpartition("/")[2]) as connection:
        assert await connection.fetchval("select environment from mark") == "staging"


async def test_one_whose_step_fails_is_as_it_was(
    postgres: PostgresServer, next_release: Path
) -> None:
    address = await migrated(postgres)
    before = await columns_of(address)
    (next_release / "009_wrong.sql").write_text("alter table nothing add column more bigint;")
    with pytest.raises(asyncpg.UndefinedTableError):
        await upgrade(address, next_release)
    assert await columns_of(address) == before


async def test_one_of_a_later_release_is_refused_in_the_same_words(
    postgres: PostgresServer, next_release: Path
) -> None:
    address = await migrated(postgres)
    await upgrade(address, next_release)
    secret = address.replace("tracker@", "tracker:hunter2@")
    newest = max(migrations.steps_of(migrations.SCHEMA))
    with pytest.raises(NewerDatabase) as said:
        async with PostgresAccounts.open(secret):
            pytest.fail("it was opened")
    assert str(said.value) == (
        f"{address.replace('tracker@', '***@')} has schema {newest + 1}, this release knows "
        f"{newest}. Install the release that wrote it, or restore the copy made before its "
        "migration."
    )


async def test_one_of_another_program_is_left_alone(postgres: PostgresServer) -> None:
    address = await empty(postgres)
    async with administering(postgres, address.rpartition("/")[2]) as connection:
        await connection.execute("create table theirs (id bigint)")
    with pytest.raises(NotOurs, match="belongs to another program"):
        async with PostgresAccounts.open(address):
            pytest.fail("it was opened")
    assert [each[0] for each in await columns_of(address)] == ["theirs"]


async def test_one_that_cannot_keep_every_text_is_refused(postgres: PostgresServer) -> None:
    address = await empty(postgres, "template template0 encoding 'LATIN1'")
    with pytest.raises(Unusable, match="keeps texts as LATIN1"):
        async with PostgresAccounts.open(address):
            pytest.fail("it was opened")


UNNAMED = """
select proname from pg_proc where pronamespace = current_schema()::regnamespace and pronargs > 0
    and '' = any(coalesce(proargnames, array['']))
"""


async def test_each_function_names_its_values_or_no_dump_of_it_could_be_restored(
    shared_database: str, postgres: PostgresServer
) -> None:
    async with administering(postgres, shared_database.rpartition("/")[2]) as connection:
        assert await connection.fetch(UNNAMED) == []
