"""A server with a site that has a name in each product, and browsers that report to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.seeded_data import Seeded
from tests.web.peers.reporting import NAMES, Row, rows_of
from tracker.config import Config
from tracker.domain.peers.aliases import Alias
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.storage.sites.sites import Site
from tracker.web import keys

Stored = Callable[[], Awaitable[list[Row]]]
Token = Callable[..., Awaitable[str]]


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


@pytest.fixture
async def client(seeded: Seeded, client: TestClient) -> TestClient:
    for kind, name in NAMES.items():
        alias = Alias(id=0, site_id=1, kind=kind, name=name, user_id=1, created_at=0)
        await client.app[keys.ALIASES].add(alias)
    return client


@pytest.fixture
def site(seeded: Seeded) -> Site:
    return seeded.site


@pytest.fixture
def stored(client: TestClient) -> Stored:
    """`await stored()`: every event that is on disk, in order."""
    return lambda: rows_of(client)


@pytest.fixture
def token(client: TestClient) -> Token:
    """`await token()`: ada's, for sending."""

    async def issue(*scopes: str) -> str:
        now = client.app[keys.CLOCK]()
        database = client.app[keys.DATABASE]
        wanted = scopes or ("send",)
        return await issue_personal_token(database, 1, "x", scopes=wanted, now=now, until=None)

    return issue
