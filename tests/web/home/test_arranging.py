"""How one's sites are listed: the order, pins, the search, those that wait; and what that costs."""

import html
import json
import re
from collections import Counter

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.making import NOON
from tests.web.sites.owners import FIREFOX, add_site, visit
from tests.world import World
from tracker.storage.file.database import Database
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.home import rows


async def listed(browser: TestClient, query: str = "") -> list[str]:
    """The names of the rows from above to below, a star after those that are pinned."""
    page = await (await browser.get(f"/{query}")).text()
    found = re.findall(r'<li data-site="\d+" data-name="([^"]*)"(?: data-pinned="(\w+)")?', page)
    return [html.unescape(name) + "*" * (pinned == "true") for name, pinned in found]


async def come(browser: TestClient, site: Site, people: int) -> None:
    """So many visitors, each with a Firefox of another age."""
    for number in range(people):
        hit = json.dumps({"name": "pageview", "url": f"https://{site.name}/"})
        agent = FIREFOX.replace("140", str(100 + number))
        answer = await browser.post(f"/visit/{site.key}", data=hit, headers={"User-Agent": agent})
        assert answer.status == 204


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    """In the order of their age: one visitor, none ever, three, two."""
    ada = await as_user("ada")
    for name, people in (("Éole.example", 1), ("new.example", 0), ("b.example", 3), ("a.org", 2)):
        await come(ada, await add_site(ada, name), people)
    return ada


async def test_sites_stand_by_visitors_or_by_name_and_who_waits_stands_last(
    ada: TestClient,
) -> None:
    assert await listed(ada) == ["b.example", "a.org", "éole.example", "new.example"]
    answer = await ada.post("/account/order", data={"by": "name"}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await listed(ada) == ["a.org", "b.example", "éole.example", "new.example"]
    assert (await ada.post("/account/order", data={"by": "moon"})).status == 400


async def test_a_pinned_site_stands_first_also_in_the_bars_menu(ada: TestClient) -> None:
    sites = {site.name: site.id for site in ada.app[keys.SITES].by_id.values()}
    pin = f"/sites/{sites['éole.example']}/pin"
    answer = await ada.post(pin, data={"pinned": "yes"}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await listed(ada) == ["éole.example*", "b.example", "a.org", "new.example"]
    menu = (await (await ada.get(pin.replace("pin", "live"))).text()).partition("menu-sheet")[2]
    assert re.findall(r'<span class="cut"><bdi>(.*?)<', menu)[:2] == ["éole.example", "a.org"]
    await ada.post(pin, data={"pinned": "no"})
    assert await listed(ada) == ["b.example", "a.org", "éole.example", "new.example"]


async def test_a_pin_is_ones_own_and_ends_with_the_membership(
    world: World, as_user: AsUser
) -> None:
    ada, bob = await as_user(world.ada), await as_user(world.bob)
    for site in (world.blog, world.shop):
        await put(bob, site.id, world.bob.id)
        await come(bob, site, 1)
    await bob.post(f"/sites/{world.shop.id}/pin", data={"pinned": "yes"})
    assert await listed(bob) == ["shop.example*", "blog.example"]
    assert await listed(ada) == ["blog.example", "shop.example"]
    await bob.post(f"/sites/{world.shop.id}/team/leave")
    await put(bob, world.shop.id, world.bob.id)
    assert await listed(bob) == ["blog.example", "shop.example"]


async def put(browser: TestClient, site_id: int, user_id: int) -> None:
    async with browser.app[keys.KEPT].transaction() as tx:
        await put_member(tx, site_id, user_id, "viewer", NOON)


@pytest.mark.parametrize("query", ["?q=ÉOLE", "?q=éole", "?q= éol "])
async def test_a_search_finds_names_in_any_case(ada: TestClient, query: str) -> None:
    assert await listed(ada, query) == ["éole.example"]


async def test_a_search_that_finds_none_says_so_and_leads_back(ada: TestClient) -> None:
    page = await (await ada.get("/?q=nowhere")).text()
    assert re.search(r'<p class="quiet" id="nobody">No site of yours', page)
    assert '<a href="/">All sites</a>' in page


async def test_the_sum_and_the_order_are_of_all_sites_also_beyond_the_page(
    ada: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "A_PAGE", 2)
    assert await listed(ada) == ["b.example", "a.org"]
    assert await listed(ada, "?after=2") == ["éole.example", "new.example"]
    page = await (await ada.get("/?after=2")).text()
    assert '<b data-slot="now">6</b> <span data-slot="now_noun">visitors now<' in page
    assert '<b data-slot="today">6</b> <span data-slot="today_noun">visitors today<' in page


async def test_a_site_waits_until_somebody_else_than_its_owner_comes(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    assert "nothing has arrived" in await waiting(ada)
    await visit(ada, site, "/test", name="test", token=ada.app[keys.TEST_TOKENS].issue(site.id))
    assert "nothing has arrived" in await waiting(ada)
    await ada.post(f"/visit/{site.key}", data="{}", headers={"User-Agent": FIREFOX})
    assert "refused: " in await waiting(ada)
    await visit(ada, site)
    assert "Finish set-up" not in await waiting(ada)


async def waiting(browser: TestClient) -> str:
    return (await (await browser.get("/")).text()).partition('id="waiting"')[2]


async def test_more_sites_ask_the_database_no_more(
    ada: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = await asked_for(ada, monkeypatch)
    user = next(iter(ada.app[keys.SITES].by_id.values())).owner_id
    for number in range(30):
        await ada.app[keys.SITES].add(user, f"site-{number}.example", "UTC", NOON)
    await listed(ada)  # what the log says of each is read once
    assert await asked_for(ada, monkeypatch) == few


async def asked_for(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What the first page reads: what is read beside it comes in some of three tries only."""
    read, tries = Database.read, []

    def noted(self: Database, statement: str, *values: object) -> object:
        tries[-1][statement] += 1
        return read(self, statement, *values)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", noted)
        for _ in range(3):
            tries.append(Counter[str]())
            await listed(browser)
    return min(tries, key=lambda each: each.total())
