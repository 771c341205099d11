"""While the server is closed for maintenance: what stops, and what must not."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live.live_views import view
from tests.web.sites.owners import add_site, visit
from tests.world import World
from tracker.app import create_app
from tracker.config import Config
from tracker.services.upkeep.maintenance import Maintenance
from tracker.web import keys

HTML = {"Accept": "text/html"}
WORDS = "back at <b>15:00</b>"


async def close(client: TestClient) -> None:
    await client.app[keys.MAINTENANCE].begin(WORDS, now=0)


async def test_a_page_says_the_operators_words(client: TestClient) -> None:
    await close(client)
    for path in ("/", "/register", "/account", "/sites/1/live"):
        answer = await client.get(path, headers=HTML)
        page = await answer.text()
        assert answer.status == 503, path
        assert answer.headers["Retry-After"] == "300"
        assert "back at &lt;b&gt;15:00&lt;/b&gt;" in page
        assert "Visits are recorded meanwhile" in page


async def test_a_program_is_told_in_json(client: TestClient) -> None:
    await close(client)
    answer = await client.get("/api/sites")
    assert (answer.status, answer.content_type) == (503, "application/json")
    assert (await answer.json())["detail"] == WORDS
    assert answer.headers["Retry-After"] == "300"


async def test_nothing_is_changed_by_a_form(as_user: AsUser) -> None:
    ada = await as_user()
    await close(ada)
    answer = await ada.post("/sites/new", data={"name": "example.com"}, allow_redirects=False)
    assert answer.status == 503
    assert len(ada.app[keys.SITES].by_id) == 0


async def test_visits_are_recorded_and_open_views_see_them(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    async with view(ada, site) as shown:
        await shown.until("ready")
        await close(ada)
        await visit(ada, site, "/during")
        await shown.until("event")
    async with ada.get(
        f"/visit/{site.key}.gif", headers={"Referer": "https://example.com/"}
    ) as gif:
        assert gif.status == 200


async def test_a_view_that_lost_its_connection_finds_back(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await close(ada)
    async with view(ada, site) as shown:
        await shown.until("ready")


async def test_signs_of_life_and_files_stay(client: TestClient) -> None:
    await close(client)
    for path in ("/healthz", "/readyz", "/static/style.css", "/beacon.js"):
        assert (await client.get(path)).status == 200, path


async def test_what_is_nowhere_is_still_nowhere(client: TestClient) -> None:
    missing = await (await client.get("/nothing", headers=HTML)).read()
    await close(client)
    answer = await client.get("/nothing", headers=HTML)
    assert (answer.status, await answer.read()) == (404, missing)


async def test_an_admin_can_log_in_and_reach_the_admin_pages_only(
    as_user: AsUser, client: TestClient
) -> None:
    await close(client)
    root = await as_user("root", admin=True)
    assert (await root.get("/admin")).status == 200
    assert (await root.get("/account")).status == 503
    assert (await root.get("/")).status == 503


async def test_its_end_opens_the_pages(client: TestClient) -> None:
    await close(client)
    await client.app[keys.MAINTENANCE].end()
    assert (await client.get("/login")).status == 200
    assert not (client.app[keys.CONFIG].data_dir / "maintenance.json").exists()


class TestAfterARestart:
    @pytest.fixture
    async def config(self, config: Config) -> Config:
        config.data_dir.mkdir(parents=True)
        await Maintenance(config.data_dir).begin(WORDS, now=1)
        return config

    async def test_the_pages_are_still_closed(self, client: TestClient) -> None:
        assert (await client.get("/register")).status == 503


class TestWithASpoiltFile:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        config.data_dir.mkdir(parents=True)
        (config.data_dir / "maintenance.json").write_text("{")
        return config

    async def test_the_pages_are_open(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert (await client.get("/login")).status == 200
        said = [record.getMessage() for record in caplog.get_records("setup")]
        assert any("maintenance.json cannot be read" in each for each in said)


def test_every_open_route_exists(config: Config) -> None:
    from tracker.web.failing.maintenance import OPEN

    config = replace(config, metrics_token="0123456789abcdef")
    assert set(create_app(config).router.named_resources()) >= OPEN


async def test_an_admin_is_led_to_the_servers_own_pages(world: World, as_user: AsUser) -> None:
    ada, bob = await as_user(world.ada), await as_user(world.bob)
    await close(ada)
    assert 'href="/admin">Server</a></p>' in await (await ada.get("/", headers=HTML)).text()
    assert "/admin" not in await (await bob.get("/", headers=HTML)).text()
