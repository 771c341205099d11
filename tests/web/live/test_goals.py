"""Goals in the live feed: its views know them, hear of changes, and strangers do not."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live.live_views import Stream, View, origin_of, view
from tests.web.sites.owners import add_site, make_token, visit
from tracker.config import Config
from tracker.storage.sites.sites import Site

SIGNUP = {"kind": "event", "of": "Signup"}
SHARED = "/share/demo/live/socket"
RULE = {"name": "Signup", "kind": "event", "of": "Signup"}


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def make_goal(browser: TestClient, site: Site, **fields: str) -> None:
    answer = await browser.post(
        f"/sites/{site.id}/goals", data=SIGNUP | fields, allow_redirects=False
    )
    assert answer.status == 303


async def test_open_views_hear_of_a_change_at_once(ada: TestClient, site: Site) -> None:
    async with view(ada, site) as shown, view(ada, site, "?page=/") as filtered:
        ready = (await shown.until("ready"))[-1]
        await filtered.until("ready")
        assert "goals" not in ready, "a site without goals sends nothing more than before"
        await make_goal(ada, site)
        for each in (shown, filtered):
            told = await each.until("goals")
            assert told[-1] == {"type": "goals", "goals": [RULE]}
        await ada.post(f"/sites/{site.id}/goals/1/change", data=SIGNUP | {"of": "Order"})
        renamed = RULE | {"of": "Order"}
        assert (await shown.until("goals"))[-1]["goals"] == [renamed | {"name": "Order"}]
        await ada.post(f"/sites/{site.id}/goals/1/change", data={"remove": "1"})
        assert (await shown.until("goals"))[-1]["goals"] == []


async def test_whoever_comes_later_knows_them(ada: TestClient, site: Site) -> None:
    await make_goal(ada, site)
    await visit(ada, site, "/join", name="Signup")
    async with view(ada, site) as shown:
        assert (await shown.until("ready"))[-1]["goals"] == [RULE]
    asked = await (await ada.get(f"/sites/{site.id}/live/events")).json()
    assert asked["messages"][-1]["goals"] == [RULE]
    headers = {"Authorization": f"Bearer {await make_token(ada, site)}"}
    async with ada.get(f"/api/sites/{site.id}/live", headers=headers) as answer:
        assert (await Stream(answer).until("ready"))[-1]["goals"] == [RULE]
    page = await (await ada.get(f"/sites/{site.id}/live")).text()
    assert '<span class="reached" title="Signup">' in page


class TestWithADemoSite:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, demo_site=1)

    async def test_strangers_hear_nothing_of_goals(
        self, ada: TestClient, site: Site, client: TestClient
    ) -> None:
        await make_goal(ada, site)
        async with client.ws_connect(SHARED, headers={"Origin": origin_of(client)}) as socket:
            shown = View(socket)
            told = await shown.until("ready")
            async with view(ada, site) as members:
                await members.until("ready")
                await make_goal(ada, site, of="Order")
                await members.until("goals")
            await visit(client, site, "/pricing")
            told += await shown.until("event")
        assert not any("goals" in each for each in told)
