"""Numbered files for PostgreSQL, each applied once, whoever comes first; `schema_version` says how
far they have come."""

from __future__ import annotations

from pathlib import Path

from asyncpg.pool import PoolConnectionProxy as Connection

from tracker.storage.file.migrations import NotOurs, Unusable, newer, steps_of

SCHEMA = Path(__file__).parent / "schema"
MIGRATES = 0x74726B72_00000001  # of the advisory lock

# Read as rows: what looks a name up, such as to_regclass, may remember within a transaction that
# there was none before the lock was waited for.
THERE = """
select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where nspname = current_schema() and relkind in ('r', 'p', 'v', 'm', 'f')
"""


async def migrate(connection: Connection, name: str, schema: Path = SCHEMA) -> None:
    """Bring the database of that name to the newest version: all steps or none, while everybody
    else who starts waits. Raises Unusable, or what asyncpg raises."""
    steps = steps_of(schema)
    newest = max(steps)
    if await version_of(connection, name) == newest:
        return
    async with connection.transaction():
        await connection.execute("set local lock_timeout = '60s'; set local statement_timeout = 0")
        await connection.execute("select pg_advisory_xact_lock($1)", MIGRATES)
        version = await version_of(connection, name)
        if version > newest:
            raise newer(name, version, newest)
        if version == 0:
            await _begin(connection, name)
        for number, file in steps.items():
            if number > version:
                await connection.execute(file.read_text("utf-8"))
        await connection.execute("update schema_version set number = $1", newest)


async def version_of(connection: Connection, name: str) -> int:
    """The version of the database of that name; 0 where there is nothing yet."""
    there = {row["relname"] for row in await connection.fetch(THERE)}
    if "schema_version" in there:
        return int(await connection.fetchval("select number from schema_version"))
    if there:
        raise NotOurs(f"{name} belongs to another program. Point ACCOUNTS_URL somewhere else.")
    return 0


async def _begin(connection: Connection, name: str) -> None:
    encoding = await connection.fetchval("show server_encoding")
    if encoding != "UTF8":
        raise Unusable(f"{name} keeps texts as {encoding}. Make a database with ENCODING 'UTF8'.")
    await connection.execute("create table schema_version (number bigint not null)")
    await connection.execute("insert into schema_version values (0)")
