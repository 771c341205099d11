"""A server whose site has had visitors for four days, and what programs ask it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from msgspec.structs import replace
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.peers.reporting import NAMES
from tracker.config import Config
from tracker.domain.peers.aliases import Alias
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.services.seeding.cities import city_of
from tracker.services.seeding.recorded import record
from tracker.services.seeding.stories import WAVES
from tracker.services.seeding.visits import DAY, Visited, moments
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import Site, update_site
from tracker.web import keys

WEBSITE = NAMES["umami"]
NOW = 1_795_608_000_000  # 2026-11-25 12:00 UTC, a Wednesday
SINCE = NOW - 4 * DAY
RANGE = {"startAt": str(SINCE), "endAt": str(NOW - 1)}
Get = Callable[..., Awaitable[Any]]


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.stop()
    clock.now = NOW
    return clock


@pytest.fixture
async def site(seeded: Seeded, config: Config) -> Site:
    """It lies in Berlin, and has been there for a week."""
    site = replace(seeded.site, time_zone="Europe/Berlin", created_at=SINCE - 3 * DAY)
    async with Database.open(config.data_dir / "tracker.db") as db:
        async with db.transaction() as tx:
            await update_site(tx, site)
            made = {"at": site.created_at}
            await tx.execute("update site set created_at = :at, hosts = '[]'", made)
        visited = [Visited(site, WAVES, 400)]
        await record(db, city_of, moments(visited, SINCE, NOW), SINCE)
    return site


@pytest.fixture
async def client(site: Site, app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    found = await aiohttp_client(ProductServer(app))
    named = Alias(id=0, site_id=site.id, kind="umami", name=WEBSITE, user_id=1, created_at=0)
    await found.app[keys.ALIASES].add(named)
    return found


@pytest.fixture
async def token(client: TestClient) -> str:
    """Ada's, for reports."""
    return await token_for(client, "reports")


async def token_for(client: TestClient, *scopes: str) -> str:
    db = client.app[keys.KEPT]
    return await issue_personal_token(db, 1, "x", scopes=scopes, now=NOW, until=None)


@pytest.fixture
def get(client: TestClient, token: str) -> Get:
    """`await get("/stats", unit="day")`: what is answered of the site."""

    async def asked(path: str, /, **params: str) -> Any:
        answer = await ask(client, f"/api/websites/{WEBSITE}{path}", token, **RANGE | params)
        assert answer.status == 200, await answer.text()
        return await answer.json()

    return asked


async def ask(client: TestClient, where: str, token: str, /, **params: str) -> ClientResponse:
    return await client.get(where, params=params, headers={"Authorization": f"Bearer {token}"})
