"""How PostgreSQL stands, as it says itself."""

import time

import pytest

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.postgres_databases import administering, empty
from tests.engines.postgres_server import PostgresServer
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.storage.postgres.standing import accounts_standing
from tracker.storage.processes.standing import AccountsStanding


def now() -> int:
    return time.time_ns() // 1_000_000


async def standing(address: str) -> AccountsStanding:
    async with PostgresAccounts.as_it_is(address) as accounts:
        return await accounts_standing(accounts.read, now)


async def test_an_empty_one_is_left_as_it_is(postgres: PostgresServer) -> None:
    address = await empty(postgres)
    for _ in range(2):
        stands = await standing(address)
        assert stands.version >= 15
        assert (stands.only_reads, stands.schema, stands.site) == (False, 0, 0)
        assert 0 < stands.connections <= stands.most


async def test_one_with_tables_says_how_many_sites_it_has_ever_had(
    shared_database: str, postgres: PostgresServer
) -> None:
    stands = await standing(shared_database)
    assert (stands.schema, stands.site) == (stands.known, 0)
    async with administering(postgres, shared_database.rpartition("/")[2]) as connection:
        await connection.execute("select setval('site_id_seq', 12)")
    assert (await standing(shared_database)).site == 12
