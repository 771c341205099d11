"""A site that was visited, on a server whose clock stands."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.web.reports.watched import BERLIN, IPHONE, LONDON, come
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.storage.sites.sites import Site

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


@pytest.fixture
async def ada(as_user: AsUser, clock: Clock) -> TestClient:
    clock.stop()
    clock.now = NOON
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """Two visitors of today, a note, and a hit that was refused."""
    site = await add_site(ada)
    await come(ada, site, "/", "/pricing", place=BERLIN, title="Letter to bob@example.com")
    await come(ada, site, "/pricing", place=BERLIN, name="Signup", properties={"plan": "secretly"})
    await come(ada, site, "/blog/tides?utm_campaign=spring", place=LONDON, agent=IPHONE)
    note = {"day": "2026-11-21", "words": "Fired the agency"}
    await ada.post(f"/sites/{site.id}/annotations", data=note)
    await ada.post(f"/visit/{site.key}", data='{"url": "https://elsewhere.example/"}')
    return site
