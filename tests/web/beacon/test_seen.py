"""How a visit that came the same way would be seen, for who has put a proxy before beacons."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.storage.sites.sites import Site
from tracker.web import keys

NAMED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture(params=[True, False])
def trusts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def config(config: Config, trusts: bool) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",) if trusts else ())


@pytest.fixture
async def site(as_user: AsUser) -> Site:
    return await add_site(await as_user("ada"))


async def test_whose_word_an_address_is(client: TestClient, site: Site, trusts: bool) -> None:
    answer = await client.get(f"/visit/{site.key}/seen", headers=NAMED)
    said = await answer.text()
    if trusts:
        assert said.startswith("You are seen at 203.0.113.9.\n")
        assert "the proxy at 127.0.0.1, which is trusted" in said
    else:
        assert said.startswith("You are seen at 127.0.0.1.\n")
        assert "is not believed" in said
        assert "TRUSTED_PROXIES" in said
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_proxy_that_names_nobody_is_no_proxy_that_we_could_know(
    client: TestClient, site: Site
) -> None:
    said = await (await client.get(f"/visit/{site.key}/seen")).text()
    assert "Nobody has named another address." in said


async def test_nothing_is_counted_and_no_site_made_up(client: TestClient, site: Site) -> None:
    await client.get(f"/visit/{site.key}/seen")
    rows = await client.app[keys.DATABASE].read("select count(*) as n from event")
    assert rows[0]["n"] == 0
    assert (await client.get("/visit/nothing/seen")).status == 404
