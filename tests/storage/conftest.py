"""Both engines that keep what people have: tests that go through Accounts run on each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.empty_database import put_empty_database
from tests.engines.postgres_server import PostgresServer
from tracker.storage.file.database import Database
from tracker.storage.file.made_for import PRODUCTION
from tracker.storage.file.transactions import Accounts


# What statements say to PostgreSQL is the same on any Python, unlike tests/storage/postgres/.
@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.alike)])
async def accounts(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Accounts]:
    """Empty, and of this test alone."""
    if request.param == "sqlite":
        put_empty_database(tmp_path / "tracker.db", PRODUCTION)
        async with Database.open(tmp_path / "tracker.db") as opened:
            yield opened
    else:
        async with on_postgres(request.getfixturevalue("postgres")) as shared:
            yield shared


@asynccontextmanager
async def on_postgres(server: PostgresServer) -> AsyncIterator[Accounts]:
    from tests.engines.postgres_databases import migrated
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(await migrated(server)) as opened:
        yield opened
