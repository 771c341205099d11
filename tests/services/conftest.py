"""What services of several processes have in common: PostgreSQL."""

from __future__ import annotations

import pytest

from tests.engines.postgres_server import PostgresServer
from tests.services.following.front import founded


@pytest.fixture
async def address(postgres: PostgresServer) -> str:
    """Of a database with Ada, Ben, and her site."""
    from tests.engines.postgres_databases import migrated

    return await founded(await migrated(postgres))
