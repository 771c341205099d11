"""Whoever has many sites, and sites with many events: pages stay short, and say what they leave
out."""

import re

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.faults.busy_loop import LONGEST_MS, spells
from tests.web.live.live_views import origin_of
from tests.web.sites.owners import add_site, slot, visit
from tracker.storage.log import totals as site_totals
from tracker.storage.sites.sites import all_sites
from tracker.web import keys
from tracker.web.home import live
from tracker.web.home import rows as home_rows
from tracker.web.words import figures

ROWS = re.compile(r'<li data-site="(\d+)"')
SITE = """
insert into site (key, owner_id, name, hosts, time_zone, created_at)
values (?, 1, ?, '[]', 'UTC', 0)
"""
MEMBERS = "insert into member (site_id, user_id, role, since) select id, 1, 'owner', 0 from site"


async def give_sites(ada: TestClient, count: int) -> None:
    """Sites as if she had added them: `0001.example` and so on."""
    async with ada.app[keys.DATABASE].transaction() as tx:
        named = [(f"k{number:011}", f"{number:04}.example") for number in range(1, count + 1)]
        await tx.executemany(SITE, named)
        await tx.execute(MEMBERS)
    for site in await all_sites(ada.app[keys.DATABASE]):
        ada.app[keys.SITES]._put(site)


async def rows(ada: TestClient, path: str) -> list[int]:
    return [int(each) for each in ROWS.findall(await (await ada.get(path)).text())]


async def test_the_first_page_lists_200_sites_and_leads_to_the_next(as_user: AsUser) -> None:
    ada = await as_user("ada")
    await give_sites(ada, 401)
    found = [await rows(ada, path) for path in ("/", "/?after=200", "/?after=400")]
    assert [len(each) for each in found] == [200, 200, 1]
    assert sorted(site for page in found for site in page) == list(range(1, 402))
    first, last = await (await ada.get("/")).text(), await (await ada.get("/?after=400")).text()
    assert ("after=200" in first, 'href="?' in last) == (True, False)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30])
async def test_what_is_no_page_is_no_fault(as_user: AsUser, page: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    assert await rows(ada, f"/?after={page}") == [site.id]


async def test_the_socket_tells_of_the_page_that_is_shown(as_user: AsUser) -> None:
    ada = await as_user("ada")
    await give_sites(ada, 201)
    headers = {"Origin": origin_of(ada)}
    async with ada.ws_connect("/live/home?after=200", headers=headers) as socket:
        told = await socket.receive_json(timeout=PATIENCE)
    assert {each["id"] for each in told} == {201}
    asked = await (await ada.get("/live/home/figures?after=200")).json()
    assert {each["id"] for each in asked["messages"]} == {201, 0}, "and the sum of all"
    asked = await (await ada.get("/live/home/figures?q=0017")).json()
    assert {each["id"] for each in asked["messages"]} == {17, 0}


async def test_a_page_does_not_wait_for_figures_that_take_long(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site)
    monkeypatch.setattr(home_rows, "PATIENCE", 0.0)
    page = await (await ada.get("/")).text()
    assert (slot(page, "today"), "being counted" in page) == ("…", True)
    headers = {"Origin": origin_of(ada)}
    async with ada.ws_connect("/live/home", headers=headers) as socket:
        told: list[dict] = []
        while not any("hours" in each for each in told):
            told = await socket.receive_json(timeout=30)
    assert [each["today"] for each in told if "hours" in each] == ["1"]


@pytest.mark.fault
async def test_two_thousand_sites_never_hold_up_the_loop(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user("ada")
    await give_sites(ada, 2000)
    for number in range(1, 51, 2):
        await visit(ada, ada.app[keys.SITES].by_id[number], f"/{number}")
    for page in ("/", "/sites/7/live"):
        await ada.get(page)  # whatever is made once, as templates are
    monkeypatch.setattr(live, "TICK", 0.02)
    with spells() as found:
        await ada.get("/")
        await ada.get("/sites/7/live")
        headers = {"Origin": origin_of(ada)}
        async with ada.ws_connect("/live/home", headers=headers) as socket:
            counted = 0
            while counted < 200:  # each of the first page's once
                told = await socket.receive_json(timeout=30)
                counted += sum("hours" in each for each in told)
    long = [f"{spell:.0f} ms: {spell.of}" for spell in found if spell > LONGEST_MS]
    assert long == []


async def test_the_menu_of_sites_is_short(as_user: AsUser) -> None:
    ada = await as_user("ada")
    await give_sites(ada, 120)
    page = await (await ada.get("/sites/7/settings")).text()
    assert len(re.findall(r'href="/sites/\d+/settings"', page)) <= 55


async def test_settings_count_no_further_than_they_need(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site)
    path = f"/sites/{site.id}/settings"
    assert "Delete example.com and its 1 event<" in await (await ada.get(path)).text()
    for module in (site_totals, figures):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    await visit(ada, site, "/2")
    await visit(ada, site, "/3")
    assert "its more than 1 events<" in await (await ada.get(path)).text()
