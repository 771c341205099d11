"""What was not counted, on a site's page: kept over a restart, gone with the site."""

import re
from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.commands.test_broken_database import full
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.sites.owners import MINE, add_site, visit
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.refusals import Reason
from tracker.storage.sites.sites import Site
from tracker.web import keys

Restarted = Callable[[], Awaitable[TestClient]]


@pytest.fixture
async def restarted(config: Config, clock: Clock, aiohttp_client: AiohttpClient) -> Restarted:
    """`await restarted()` stops the server, if it runs, and starts it on the same data."""
    running: list[TestClient] = []

    async def start() -> TestClient:
        for client in running:
            await client.close()
        running[:] = [await aiohttp_client(ProductServer(create_app(config, clock, clock.steady)))]
        return running[0]

    return start


async def shown(
    browser: TestClient, site: Site, period: str = "last_28_days", **headers: str
) -> list[tuple[str, str]]:
    """The reasons of the page with the period's numbers."""
    path = f"/sites/{site.id}?period={period}"
    page = await (await browser.get(path, headers=headers)).text()
    return re.findall(r"<summary>([^<]+)</summary>.*?<td>([\d,]+)</td>", page)


async def kept(browser: TestClient) -> dict[tuple[int, str], int]:
    """The table's numbers by site and reason."""
    rows = await browser.app[keys.DATABASE].read(
        "select site_id, reason, sum(hits) as hits from refused group by site_id, reason"
    )
    return {(row["site_id"], row["reason"]): row["hits"] for row in rows}


async def test_a_restart_forgets_no_number(restarted: Restarted, seeded: Seeded) -> None:
    cookie = {"Cookie": seeded.cookie}
    for turn in range(1, 4):
        client = await restarted()
        await visit(client, seeded.site)
        await visit(client, seeded.site, excluded=True)
        await visit(client, seeded.site, "/other", excluded=True)
        said = [("Excluded itself", str(2 * turn))]
        assert await shown(client, seeded.site, **cookie) == said
    assert await kept(await restarted()) == {(seeded.site.id, "excluded"): 6}


async def test_yesterdays_are_told_apart_by_the_sites_own_midnight(
    as_user: AsUser, clock: Clock
) -> None:
    clock.stop()
    clock.now = 1_795_302_000_000 - 60_000  # 2026-11-21 23:59 in Berlin
    ada = await as_user("ada")
    site = await add_site(ada, zone="Europe/Berlin")
    await visit(ada, site)
    await visit(ada, site, excluded=True)
    clock.forward(minutes=2)
    for _ in range(1_200):
        ada.app[keys.REFUSED_DAYS].add(site.id, Reason.EXCLUDED, clock.now)
    assert await shown(ada, site, "today") == [("Excluded itself", "1,200")]
    assert await shown(ada, site) == [("Excluded itself", "1,201")]
    clock.forward(days=31)
    assert await shown(ada, site) == []


async def test_a_full_disk_keeps_the_page_and_the_numbers(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site, days = await add_site(ada), ada.app[keys.REFUSED_DAYS]
    await visit(ada, site)
    await visit(ada, site, excluded=True)
    with full(ada.app[keys.DATABASE].path):
        await days._try()
        await visit(ada, site, excluded=True)
        assert await shown(ada, site) == [("Excluded itself", "2")]
    await days._try()
    assert await kept(ada) == {(site.id, "excluded"): 2}
    assert await shown(ada, site) == [("Excluded itself", "2")]


async def test_with_a_site_its_numbers_go(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site, other = await add_site(ada), await add_site(ada, "other.example")
    for each in (site, other):
        await visit(ada, each, excluded=True)
    await ada.app[keys.REFUSED_DAYS].keep()
    await visit(ada, site, excluded=True)
    await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": site.name})
    await eventually(lambda: _is(ada, {(other.id, "excluded"): 1}))
    await ada.app[keys.REFUSED_DAYS].keep()
    assert await kept(ada) == {(other.id, "excluded"): 1}


async def _is(browser: TestClient, numbers: dict[tuple[int, str], int]) -> bool:
    return await kept(browser) == numbers
