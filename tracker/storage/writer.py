"""How the one connection is set up that writes and checkpoints."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from tracker.storage.soundness import is_busy

SYNCHRONOUS = {"power": "full", "process": "normal"}

# Values and reasons: WAL keeps readers and the writer apart; FULL keeps what was acknowledged
# across a power cut; the size limit gives the disk back after a burst. All in one script: a
# statement by itself would be a way to the writer's thread and back.
PRAGMAS = """
pragma journal_mode = wal;
pragma busy_timeout = 5000;
pragma wal_autocheckpoint = 1000;
pragma journal_size_limit = 67108864;
pragma foreign_keys = on;
pragma trusted_schema = off;
pragma cell_size_check = on;
pragma temp_store = memory;
pragma cache_size = -16000;
pragma mmap_size = 0;
"""


@asynccontextmanager
async def opened_writer(path: Path, durability: str) -> AsyncIterator[aiosqlite.Connection]:
    """Connected while the context is open; raises sqlite3.DatabaseError where it cannot write."""
    async with aiosqlite.connect(path, isolation_level=None, cached_statements=256) as writer:
        await prepare(writer, durability)
        yield writer


async def prepare(writer: aiosqlite.Connection, durability: str) -> None:
    """Set it up, and see whether it could begin; somebody else's lock is waited for later."""
    writer.row_factory = sqlite3.Row
    await writer.executescript(PRAGMAS)
    await writer.execute(f"pragma synchronous = {SYNCHRONOUS[durability]}")
    await writer.execute("pragma busy_timeout = 0")
    try:
        await writer.execute("begin immediate")
        await writer.rollback()
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
    await writer.execute("pragma busy_timeout = 5000")
