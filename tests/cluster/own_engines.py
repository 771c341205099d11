"""Engines that may be killed: nobody else has them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.cluster.house import House
from tests.engines.clickhouse_server import ClickHouseServer, clickhouse_server
from tests.engines.covered import missing_servers
from tests.engines.nats_server import NatsServers, nats_servers
from tests.engines.postgres_server import PostgresServer, postgres_server
from tests.making import NOON
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.clickhouse.client import connected
from tracker.storage.sites.sites import Site


class Engines(NamedTuple):
    nats: NatsServers
    postgres: PostgresServer
    clickhouse: ClickHouseServer


def absent() -> list[str]:
    """Those that are not installed here."""
    return list(missing_servers())


@asynccontextmanager
async def own_engines(folder: Path) -> AsyncIterator[tuple[House, Engines]]:
    """Three servers of NATS, and one of each other."""
    with ExitStack() as running:
        for each in ("nats", "clickhouse"):
            (folder / each).mkdir(parents=True)
        engines = Engines(
            running.enter_context(nats_servers(folder / "nats")),
            running.enter_context(postgres_server()),
            running.enter_context(clickhouse_server(folder / "clickhouse")),
        )
        async with connected(engines.clickhouse.url, "root") as root:
            await root.run("create database house")
        events_url = f"{engines.clickhouse.url}/house"
        async with connected(events_url, "read") as events:
            yield House(folder, engines.nats, events, events_url, engines.postgres.url()), engines


async def a_site_in_each_shard(house: House) -> list[tuple[Site, str]]:
    """With a token by which a program sees it."""
    from tracker.storage.accounts.users import NewUser, insert_user
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(house.settings["ACCOUNTS_URL"]) as accounts:
        async with accounts.transaction() as tx:
            await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        directory = await SiteDirectory.load(accounts, 2)
        sites = [await directory.add(1, f"{each}.com", "UTC", NOON) for each in range(2)]
        return [(site, await issue_token(accounts, site.id, "views", NOON)) for site in sites]
