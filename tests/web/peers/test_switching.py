"""The page on which an editor says what a site is called elsewhere."""

import html
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.web.peers.reporting import BROWSER
from tests.web.sites.owners import MINE, add_site, error_of
from tests.web.sites.teams import join
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def page_of(browser: TestClient, site: Site) -> str:
    answer = await browser.get(f"/sites/{site.id}/switching")
    assert answer.status == 200
    return html.unescape(await answer.text())


async def add(browser: TestClient, site: Site, kind: str, name: str) -> tuple[int, str]:
    answer = await browser.post(
        f"/sites/{site.id}/switching", data={"kind": kind, "name": name}, allow_redirects=False
    )
    return answer.status, html.unescape(await answer.text())


async def test_a_name_holds_at_once_and_is_removed(ada: TestClient, site: Site) -> None:
    hit = {"n": "pageview", "u": "https://example.com/", "d": "shop.example"}
    before = await ada.post("/api/event", json=hit, headers=BROWSER)
    assert before.headers["X-Tracker-Refused"] == "unknown"
    assert "No name yet." in await page_of(ada, site)
    assert (await add(ada, site, "plausible", "www.Shop.example"))[0] == 303
    said = await page_of(ada, site)
    assert 'data-domain="shop.example"' in said
    assert "Nothing has come this way" in said
    after = await ada.post("/api/event", json=hit, headers=BROWSER)
    assert "X-Tracker-Refused" not in after.headers
    assert "1 hit came this way" in await page_of(ada, site)
    [number] = re.findall(r'<li id="alias-(\d+)"', said)
    for _ in range(2):
        await ada.post(f"/sites/{site.id}/switching/{number}/remove")
    gone = await ada.post("/api/event", json=hit, headers=BROWSER)
    assert gone.headers["X-Tracker-Refused"] == "unknown"
    assert [act for act, _ in await acts(ada)][-2:] == ["alias added", "alias removed"]


async def test_each_name_says_what_came_under_it(ada: TestClient, site: Site) -> None:
    hit = {"n": "pageview", "u": "https://example.com/", "d": "www.Shop.example"}
    for kind, name in {
        "plausible": "shop.example",
        "goatcounter": "shopcode",
        "host": "shopstats.example",
        "matomo": "9",
    }.items():
        await add(ada, site, kind, name)
    script = "plausible_" + b"shop.example".hex()
    await ada.post("/api/event", json=hit, headers=BROWSER)
    await ada.post(f"/visit/{script}/visited", data={"event": "x"}, headers=BROWSER)
    for host in ("shopcode.goatcounter.com", "shopcode.old.example", "shopstats.example"):
        await ada.get("/count?p=/a", headers=BROWSER | {"Host": host})
    said = await page_of(ada, site)
    rows = r'<li id="alias-.*?<bdi>([^<]*)<.*?data-came="alias-\d+">([^<]*)<'
    lately = dict(re.findall(rows, said, re.DOTALL))
    assert lately == {
        "shop.example": "2 today, 2 in the last 7 days",
        "shopcode": "2 today, 2 in the last 7 days",
        "shopstats.example": "1 today, 1 in the last 7 days",
        "9": "Nothing came under this name in the last 7 days.",
    }


async def test_the_line_counts_as_it_stands_before_there_is_a_name(
    ada: TestClient, site: Site
) -> None:
    [domain] = re.findall(r'data-domain="([^"]*)"', await page_of(ada, site))
    hit = {"n": "pageview", "u": "https://example.com/", "d": domain}
    answer = await ada.post("/api/event", json=hit, headers=BROWSER)
    assert "X-Tracker-Refused" not in answer.headers


async def test_a_name_belongs_to_one_site(ada: TestClient, site: Site) -> None:
    other = await add_site(ada, "other.example")
    await add(ada, site, "matomo", "8")
    status, said = await add(ada, site, "matomo", "08")
    assert (status, error_of(said, "name")) == (422, "The site has this name already.")
    status, said = await add(ada, other, "matomo", "8")
    assert (status, error_of(said, "name")) == (422, "Another site on this server has this name.")


@pytest.mark.parametrize(
    ("kind", "name", "error"),
    [
        ("umami", "1", "Type the website ID"),
        ("plausible", "", "Type what the site is called there"),
        ("fathom", "ABC", "Choose one of them."),
    ],
)
async def test_what_names_no_site_is_said_beside_its_field(
    ada: TestClient, site: Site, kind: str, name: str, error: str
) -> None:
    status, said = await add(ada, site, kind, name)
    assert status == 422
    assert error in said


async def test_the_set_up_page_leads_there_and_viewers_do_not_see_it(
    ada: TestClient, as_user: AsUser, site: Site
) -> None:
    link = f"/sites/{site.id}/switching"
    assert link in await (await ada.get(f"/sites/{site.id}/setup")).text()
    eve = await as_user("eve")
    await join(ada, site, "eve", "viewer")
    assert link not in await (await eve.get(f"/sites/{site.id}/setup")).text()
    assert (await eve.get(link)).status == 403


async def test_of_a_site_that_is_gone_nothing_is_remembered(ada: TestClient, site: Site) -> None:
    await add(ada, site, "matomo", "8")
    await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": site.name})
    assert ada.app[keys.ALIASES].site("matomo", "8") is None
    other = await add_site(ada, "other.example")
    assert (await add(ada, other, "matomo", "8"))[0] == 303
