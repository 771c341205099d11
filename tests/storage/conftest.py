"""Both engines that keep what people have: tests that go through Accounts run on each."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.empty_database import put_empty_database
from tests.engines.postgres_server import PostgresServer, postgres_server, programs
from tracker.storage.file.database import Database
from tracker.storage.file.made_for import PRODUCTION
from tracker.storage.file.transactions import Accounts


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server that all tests of this process share: each makes databases of its own."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed here: scripts/engines/postgres says why")
    if importlib.util.find_spec("asyncpg") is None:
        pytest.skip("asyncpg is not installed here: scripts/install test,dev brings it")
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
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
