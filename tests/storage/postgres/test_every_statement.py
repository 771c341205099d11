"""Each statement for what people keep is a whole one, and one that PostgreSQL takes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.common_sql import statements
from tests.engines.postgres_server import PostgresServer
from tracker.storage.file.migrations import migrate
from tracker.storage.postgres.statements import bound, parsed

EACH = [(name, sql) for name, each in statements().items() for sql in each]
# Of values that PostgreSQL could not guess a type for; all others of these statements are numbers.
BYTES = {"token_hash"}
TEXTS = {"about", "action", "changed", "facts", "key", "keys", "search", "token", "wanted", "words"}


def test_sqlite_takes_each(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        for name, sql in EACH:
            values = {str(value): None for value in parsed(sql).names}
            try:
                connection.execute(f"explain {sql}", values if ":" in sql else [None] * len(values))
            except sqlite3.Error as error:
                pytest.fail(f"{name}: {error}: {sql}")


async def test_postgres_takes_each(postgres: PostgresServer) -> None:
    import asyncpg

    from tests.engines.postgres_databases import administering, migrated

    address = await migrated(postgres)
    refused = []
    async with administering(postgres, address.rpartition("/")[2]) as connection:
        for name, sql in EACH:
            try:
                try:
                    await connection.prepare(as_sent(sql, known=False))
                except asyncpg.PostgresError:
                    await connection.prepare(as_sent(sql, known=True))
            except asyncpg.PostgresError as error:
                refused.append(f"{name}: {error}: {sql.strip()[:80]}")
    assert refused == []


def as_sent(sql: str, known: bool) -> str:
    names = parsed(sql).names
    if not known:
        return bound(sql, dict.fromkeys(names))[0]
    return bound(
        sql, {name: b"" if name in BYTES else "" if name in TEXTS else 0 for name in names}
    )[0]
