"""Several processes that are one server, as they run; and what they have filed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from aiohttp import ClientSession

from tests.engines.nats_server import NatsServers
from tests.server_process import ServerProcess, running
from tracker.storage.clickhouse.client import ClickHouse

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
METRICS_TOKEN = "a-token-of-tests"
PROGRAM = ("tests/cluster/one_of_many.py",)
FILED = """
select path, count() from event final
where site = {site:UInt32} and name != '' and removed = 0 group by path order by path
"""


class House:
    """Where they find each other. `shards`: of the log."""

    def __init__(
        self,
        folder: Path,
        nats: NatsServers,
        clickhouse: ClickHouse,
        events_url: str,
        accounts_url: str,
    ) -> None:
        self._folder = folder
        self._numbers = count(1)
        self.nats = nats
        self.events = clickhouse
        self.settings = {
            "QUEUE_URL": nats.url,
            "EVENTS_URL": events_url,
            "ACCOUNTS_URL": accounts_url,
            "SHARDS": "2",
            "ALERT_NETWORKS": "127.0.0.1",
            "METRICS_TOKEN": METRICS_TOKEN,
        }

    @asynccontextmanager
    async def process(self, roles: str) -> AsyncIterator[ServerProcess]:
        """One that serves, with a data folder of its own."""
        folder = self._folder / f"process-{next(self._numbers)}"
        async with running(folder, PROGRAM, **self.settings, ROLES=roles) as server:
            yield server

    async def key_of(self, site_id: int) -> str:
        """By which beacons name the site."""
        from tracker.storage.postgres.accounts import PostgresAccounts

        async with PostgresAccounts.open(self.settings["ACCOUNTS_URL"]) as accounts:
            [row] = await accounts.read("select key from site where id = ?", (site_id,))
        return str(row["key"])

    async def filed(self, site_id: int) -> dict[str, int]:
        """How often each page of the site is in ClickHouse."""
        return dict(await self.events.rows(FILED, {"site": site_id}))


async def visit(browser: ClientSession, server: ServerProcess, key: str, path: str) -> int:
    """What a beacon is answered."""
    url = f"http://127.0.0.1:{server.port}/visit/{key}"
    said = {"name": "pageview", "url": f"https://example.com{path}"}
    async with browser.post(url, json=said) as answer:
        return answer.status
