"""Settings of the server that show in what it answers and keeps."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import OUR_PAGE, PASSWORD, QUICK
from tests.product_server import ProductServer
from tests.web.sites.owners import add_site, visit
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.sites.sites import Site
from tracker.web import keys

OwnerOf = Callable[..., Awaitable[TestClient]]


@pytest.fixture
def owner_of(config: Config, aiohttp_client: AiohttpClient) -> OwnerOf:
    """`await owner_of(port=1)` is ada's browser on a server with these settings."""

    async def start(host: str = "", **settings: Any) -> TestClient:
        app: web.Application = create_app(replace(config, **settings))
        app[keys.PASSWORDS] = Passwords(QUICK)
        headers = OUR_PAGE | ({"Host": host} if host else {})
        browser = await aiohttp_client(ProductServer(app), headers=headers)
        async with app[keys.KEPT].transaction() as tx:
            await insert_first_user(tx, NewUser("ada", "ada@example.com", QUICK.hash(PASSWORD)), 1)
        typed = {"login": "ada", "password": PASSWORD}
        answer = await browser.post("/login", data=typed, allow_redirects=False)
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        browser.session.headers["Cookie"] = cookie  # a Secure one, too, over this plain connection
        return browser

    return start


async def setup_page(ada: TestClient, site: Site) -> str:
    return await (await ada.get(f"/sites/{site.id}/setup")).text()


def stop_the_clock(ada: TestClient) -> None:
    """However busy this machine is, no second passes between two hits."""
    ada.app[keys.GATES]._monotonic = lambda: 1.0


async def test_the_script_has_the_name_that_was_chosen(owner_of: OwnerOf) -> None:
    ada = await owner_of(beacon_name="waves.js")
    assert "visit/" in await (await ada.get("/waves.js")).text()
    assert (await ada.get("/beacon.js")).status == 404
    page = await setup_page(ada, await add_site(ada))
    assert "/waves.js" in page
    assert "/beacon.js" not in page


async def test_snippets_carry_the_public_address_and_no_local_mark(owner_of: OwnerOf) -> None:
    ada = await owner_of("stats.example.com", public_url="https://stats.example.com")
    page = await setup_page(ada, await add_site(ada))
    assert "https://stats.example.com/beacon.js" in page
    assert "data-local" not in page


async def test_snippets_of_a_server_on_loopback_count_pages_on_localhost(owner_of: OwnerOf) -> None:
    ada = await owner_of()
    assert "data-local" in await setup_page(ada, await add_site(ada))


@pytest.mark.parametrize(("durability", "level"), [("power", 2), ("process", 1)])
async def test_how_safe_a_commit_is_can_be_chosen(
    owner_of: OwnerOf, durability: str, level: int
) -> None:
    ada = await owner_of(durability=durability)
    async with ada.app[keys.KEPT].transaction() as tx:
        [[synchronous]] = await tx.execute_fetchall("pragma synchronous")
    assert synchronous == level


KEPT = {
    "no": (None, None),
    "masked": ("203.0.113.0", "2001:db8:1::"),
    "full": ("203.0.113.77", "2001:db8:1:2::3"),
}


@pytest.mark.parametrize("choice", KEPT)
async def test_an_address_is_kept_only_as_far_as_the_owner_wants(
    owner_of: OwnerOf, choice: str
) -> None:
    ada = await owner_of(trusted_proxies=("127.0.0.1",))
    site = await add_site(ada)
    await ada.app[keys.SITES].change(site.id, keep_address=choice)
    for address in ("203.0.113.77", "2001:db8:1:2::3"):
        ada.session.headers["X-Forwarded-For"] = address
        assert (await visit(ada, site)).status == 204
    rows = await ada.app[keys.DATABASE].read("select address from event order by cursor")
    assert tuple(row["address"] for row in rows) == KEPT[choice]


async def test_one_ipv6_customer_shares_one_limit(owner_of: OwnerOf) -> None:
    ada = await owner_of(trusted_proxies=("127.0.0.1",), rate_burst=2, rate_per_address=1)
    site = await add_site(ada)
    stop_the_clock(ada)
    answers = []
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8::ffff:3", "2001:db8:0:1::1"):
        ada.session.headers["X-Forwarded-For"] = address
        answers.append((await visit(ada, site)).status)
    assert answers == [204, 204, 429, 204]
    [(day, hits)] = (await ada.app[keys.REFUSED_DAYS].since(site, 0)).items()
    assert (day.reason, hits) == ("fast", 1)


async def test_a_site_has_a_limit_of_its_own(owner_of: OwnerOf) -> None:
    ada = await owner_of(rate_per_site=1)
    site, other = await add_site(ada), await add_site(ada, "other.example")
    stop_the_clock(ada)
    assert [(await visit(ada, site)).status for _ in range(2)] == [204, 429]
    late = await visit(ada, site)
    assert (late.headers["Retry-After"], late.headers["X-Tracker-Refused"]) == ("1", "fast")
    assert (await visit(ada, other)).status == 204
