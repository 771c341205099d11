"""Databases of the tests' PostgreSQL: empty ones, and copies of one that is migrated."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tests.engines.postgres_server import PostgresServer
from tracker.storage.postgres.accounts import PostgresAccounts

NUMBERS = itertools.count(1)
MADE: dict[str, str] = {}  # the migrated one of each server, by its address


async def empty(server: PostgresServer, options: str = "") -> str:
    """The address of a new database with nothing in it."""
    name = f"made_{next(NUMBERS)}"
    async with administering(server) as connection:
        await connection.execute(f"create database {name} {options}")
    return server.url(name)


async def migrated(server: PostgresServer) -> str:
    """The same with today's schema."""
    if server.url() not in MADE:
        address = await empty(server)
        async with PostgresAccounts.open(address):
            MADE[server.url()] = address.rpartition("/")[2]
    return await empty(server, f"template {MADE[server.url()]}")


@asynccontextmanager
async def administering(
    server: PostgresServer, database: str = "postgres"
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.url(database))
    try:
        yield connection
    finally:
        await connection.close()
