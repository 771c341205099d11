"""Real engines for processes of several that are one server."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.cluster.fronts import ALL, front
from tests.cluster.house import House
from tests.engines.clickhouse_server import clickhouse_url, databases
from tests.engines.nats_server import nats_servers
from tests.engines.postgres_server import PostgresServer
from tests.eventually import PATIENCE
from tests.making import NOON
from tracker.config import Config
from tracker.services.filed_reports import asking
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.clickhouse.client import connected
from tracker.storage.sites.sites import Site

__all__ = ["clickhouse_url"]


@pytest.fixture
async def house(
    tmp_path: Path, clickhouse_url: str, postgres: PostgresServer
) -> AsyncIterator[House]:
    from tests.engines.postgres_databases import migrated

    name = f"house_{next(databases)}"
    async with connected(clickhouse_url, name) as root:
        await root.run(f"create database {name}")
        events_url, accounts_url = f"{clickhouse_url}/{name}", await migrated(postgres)
        async with connected(events_url, f"{name}-read") as events:
            with nats_servers(tmp_path, 1) as nats:
                yield House(tmp_path, nats, events, events_url, accounts_url)
        await root.run(f"drop database {name}")


@pytest.fixture
async def sites(house: House) -> list[Site]:
    """One in each shard."""
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(house.settings["ACCOUNTS_URL"]) as accounts:
        async with accounts.transaction() as tx:
            await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        directory = await SiteDirectory.load(accounts, 2)
        return [await directory.add(1, f"{each}.com", "UTC", NOON) for each in range(2)]


@pytest.fixture
async def fronts(
    house: House,
    config: Config,
    aiohttp_client: AiohttpClient,
    monkeypatch: pytest.MonkeyPatch,
) -> list[TestClient]:
    """The one does all, the other shows pages alone. They answer however busy the machine is."""
    one = await front(house, config, aiohttp_client, "one", ALL)
    other = await front(house, config, aiohttp_client, "other", ("front",))
    for limit in ("WITHIN", "WAITS"):
        monkeypatch.setattr(asking, limit, PATIENCE)
    for name, module in list(sys.modules.items()):
        if name.startswith("tracker.storage.clickhouse") and hasattr(module, "DEADLINE"):
            monkeypatch.setattr(module, "DEADLINE", PATIENCE)
    return [one, other]
