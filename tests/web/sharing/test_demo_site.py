"""The site that the operator shows to everybody is a shared link that no owner has made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live.live_views import View, origin_of
from tests.web.reports.watched import figures
from tests.web.sharing.shared import BOARD, shown
from tests.web.sites.owners import MINE, add_site, error_of, visit
from tracker.config import Config
from tracker.web import keys

PATH, SOCKET = "/share/demo", "/share/demo/live/socket"


async def test_nobody_has_chosen_one(as_user: AsUser, client: TestClient) -> None:
    await add_site(await as_user("ada"))
    assert SOCKET not in await (await client.get("/")).text()
    for path in (PATH, SOCKET, f"{PATH}/live"):
        assert (await client.get(path)).status in {403, 404}


class TestWithADemoSite:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, demo_site=1)

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
        assert f'href="{PATH}"' in page
        async with client.ws_connect(SOCKET, headers={"Origin": origin_of(client)}) as socket:
            watched = View(socket)
            await watched.until("ready")
            await visit(client, site, "/pricing", title="To bob@example.com")
            [event] = [each for each in await watched.until("event") if each["type"] == "event"]
        assert event["path"] == "/pricing"
        assert (event["title"], event["visitor"]) == ("", "")

    async def test_its_reports_are_there_for_everybody_and_may_be_found(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        site = await add_site(await as_user("ada"))
        await visit(client, site)
        assert figures(await shown(client, PATH))["visitors"] == "1"
        assert "X-Robots-Tag" not in (await client.get(PATH)).headers
        assert (await client.get(f"{PATH}/live")).status == 200
        assert (await client.get(f"{PATH}/frame")).status == 404

    async def test_its_address_is_nobody_elses(self, as_user: AsUser) -> None:
        ada = await as_user("ada")
        site = await add_site(ada)
        chosen = {"kind": "public", "address": "demo"}
        answer = await ada.post(f"/sites/{site.id}/shares", data=BOARD | MINE | chosen)
        assert (
            error_of(await answer.text(), "address") == "This address is taken. Choose another one."
        )

    async def test_no_other_site_is_shown(self, as_user: AsUser, client: TestClient) -> None:
        ada = await as_user("ada")
        site, other = await add_site(ada), await add_site(ada, "other.example")
        async with client.ws_connect(SOCKET, headers={"Origin": origin_of(client)}) as socket:
            watched = View(socket)
            await watched.until("ready")
            await visit(client, other, "/secret")
            await visit(client, site, "/pricing")
            assert "/secret" not in str(await watched.until("event"))

    async def test_without_the_site_there_is_nothing(
        self, as_user: AsUser, client: TestClient
    ) -> None:
        site = await add_site(await as_user("ada"))
        await client.app[keys.SITES].remove(site)
        assert SOCKET not in await (await client.get("/")).text()
        assert (await client.get(PATH)).status == 404
