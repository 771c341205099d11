"""A batch is one transaction and one way to the writer's thread: what that relies on."""

import logging
import sqlite3
import threading
from pathlib import Path

import aiosqlite
import pytest

from tracker.storage.file.database import Database
from tracker.storage.file.errors import Conflict
from tracker.storage.file.writer import TRANSACTION, Batching

INSERT = "insert into text (value) values (?)"
ONCE = "insert into refused values (1, 1, ?, 1)"


async def texts(db: Database) -> list[str]:
    return [row["value"] for row in await db.read("select value from text order by id")]


async def test_a_batch_is_one_way_to_the_thread_and_back(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "aiosqlite"):
        await db.write([(INSERT, [("a",), ("b",)]), (INSERT, [("c",)])])
    ways = [each.message for each in caplog.records if each.message.startswith("executing")]
    assert len(ways) == 1
    assert await texts(db) == ["a", "b", "c"]


async def test_a_statement_that_fails_takes_the_whole_batch_back(db: Database) -> None:
    twice = [("bot",), ("bot",)]
    with pytest.raises(Conflict):
        await db.write([(INSERT, [("b",)]), (ONCE, twice)])
    assert await texts(db) == []
    await db.write([(INSERT, [("c",)])])
    assert await texts(db) == ["c"]


async def test_what_a_transaction_writes_beside_is_no_batch(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.executemany(INSERT, [("a",), ("b",)])
    assert await texts(db) == ["a", "b"]


async def test_aiosqlite_gives_our_connection_what_it_was_given_on_its_own_thread(
    tmp_path: Path,
) -> None:
    """Where this goes red after an upgrade, read Connection.executemany in aiosqlite's core.py."""
    heard: list[object] = []

    class Listening(Batching):
        def executemany(self, sql: str, parameters: object, /) -> sqlite3.Cursor:
            heard.extend([sql, parameters, threading.current_thread()])
            return super().executemany(sql, parameters)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(tmp_path / "x.db", isolation_level=None, factory=Listening)

    batch = [("create table if not exists t (a)", [])]
    async with aiosqlite.Connection(connect, iter_chunk_size=64) as connection:
        await connection.executemany(TRANSACTION, batch)
    assert heard[:2] == [TRANSACTION, batch]
    assert heard[1] is batch
    assert heard[2] is not threading.current_thread()
