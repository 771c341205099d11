"""A site whose live feed everybody sees on the first page, where the operator has chosen one."""

from dataclasses import replace

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live.live_views import View, origin_of
from tests.web.sites.owners import add_site, visit
from tracker.config import Config
from tracker.services.live import follow
from tracker.web import keys
from tracker.web.live import demo
from tracker.web.live.demo import PATH


async def test_nobody_has_chosen_one(as_user: AsUser, client: TestClient) -> None:
    await add_site(await as_user("ada"))
    assert PATH not in await (await client.get("/")).text()
    assert (await client.get(PATH)).status == 404


class TestWithADemoSite:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, demo_site=1, sockets_per_user=2)

    async def test_a_stranger_sees_its_visits_happen(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        site = await add_site(await as_user("ada"))
        page = await (await client.get("/")).text()
        assert "Happening now on example.com" in page
        assert page.count("https://db-ip.com") == 1  # whom the places are from
        assert 'id="demo" hidden' in page, "there is nothing to look at yet"
        await visit(client, site)
        page = await (await client.get("/")).text()
        assert 'id="demo" hidden' not in page, "its place is kept: the commands do not jump"
        async with client.ws_connect(PATH, headers={"Origin": origin_of(client)}) as socket:
            shown = View(socket)
            await shown.until("ready")
            await visit(client, site, "/pricing")
            [event] = [each for each in await shown.until("event") if each["type"] == "event"]
        assert event["path"] == "/pricing"

    @pytest.mark.parametrize(
        "query",
        [
            "?cursor=0",
            "?cursor=1",
            "?cursor=1000",
            "?cursor=another-2",
            "?path=/first",
            "?event=pageview",
        ],
    )
    async def test_strangers_get_the_newest_events_whatever_they_ask_for(
        self,
        as_user: AsUser,
        client: TestClient,
        monkeypatch: pytest.MonkeyPatch,
        query: str,
    ) -> None:
        for module in (follow, demo):
            monkeypatch.setattr(module, "BACKLOG", 2)
        site = await add_site(await as_user("ada"))
        for path in ("/first", "/second", "/third"):
            await visit(client, site, path)
        headers = {"Origin": origin_of(client), "Last-Event-ID": "0"}
        async with client.ws_connect(PATH + query, headers=headers) as socket:
            shown = await View(socket).until("ready")
        paths = [each["path"] for each in shown if each["type"] == "event"]
        assert paths == ["/second", "/third"]

    async def test_a_stranger_who_comes_back_goes_on_where_the_view_broke(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        site = await add_site(await as_user("ada"))
        await visit(client, site, "/seen")
        cursor = client.app[keys.LOG].head
        await visit(client, site, "/missed")
        headers = {"Origin": origin_of(client)}
        async with client.ws_connect(f"{PATH}?cursor={cursor}", headers=headers) as socket:
            shown = await View(socket).until("ready")
        assert [each["path"] for each in shown if each["type"] == "event"] == ["/missed"]

    @pytest.mark.parametrize("query", ["", "?cursor=0", "?path=/first"])
    async def test_where_no_socket_opens_the_same_is_asked_for(
        self, as_user: AsUser, client: TestClient, monkeypatch: pytest.MonkeyPatch, query: str
    ) -> None:
        for module in (follow, demo):
            monkeypatch.setattr(module, "BACKLOG", 2)
        site = await add_site(await as_user("ada"))
        for path in ("/first", "/second", "/third"):
            await visit(client, site, path)
        asked = await client.get(demo.ASKED + query)
        async with client.ws_connect(PATH, headers={"Origin": origin_of(client)}) as socket:
            shown = await View(socket).until("ready")
        assert await asked.json() == {"messages": shown, "full": False}

    async def test_who_asks_again_gets_what_came_since(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        site = await add_site(await as_user("ada"))
        await visit(client, site, "/seen")
        first = (await (await client.get(demo.ASKED)).json())["messages"]
        await visit(client, site, "/new")
        address = f"{demo.ASKED}?cursor={first[-1]['cursor']}"
        messages = (await (await client.get(address)).json())["messages"]
        assert [each["path"] for each in messages if each["type"] == "event"] == ["/new"]

    async def test_no_other_site_is_shown(self, as_user: AsUser, client: TestClient) -> None:
        ada = await as_user("ada")
        site, other = await add_site(ada), await add_site(ada, "other.example")
        async with client.ws_connect(PATH, headers={"Origin": origin_of(client)}) as socket:
            shown = View(socket)
            await shown.until("ready")
            await visit(client, other, "/secret")
            await visit(client, site, "/pricing")
            assert "/secret" not in str(await shown.until("event"))

    async def test_pages_of_other_sites_do_not_see_it(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        await add_site(await as_user("ada"))
        with pytest.raises(WSServerHandshakeError) as error:
            await client.ws_connect(PATH, headers={"Origin": "https://evil.example"})
        assert error.value.status == 403

    async def test_strangers_do_not_crowd_owners_out(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        await add_site(await as_user("ada"))
        headers = {"Origin": origin_of(client)}
        await client.ws_connect(PATH, headers=headers)
        asked = await (await client.get(demo.ASKED)).json()
        assert not asked["full"]  # there is room for one more, which asking has left
        await client.ws_connect(PATH, headers=headers)
        with pytest.raises(WSServerHandshakeError) as error:
            await client.ws_connect(PATH, headers=headers)
        assert error.value.status == 503
        assert (await client.get(demo.ASKED)).status == 503

    async def test_without_the_site_there_is_nothing(self, client: TestClient) -> None:
        assert PATH not in await (await client.get("/")).text()
        for path in (PATH, demo.ASKED):
            answer = await client.get(path, headers={"Origin": origin_of(client)})
            assert answer.status == 404
