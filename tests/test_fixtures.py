"""What the fixtures promise, each in a sentence: read this before writing a test."""

import time

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser, Cli, Login, MakeUser, RequestContext, Stranger
from tests.eventually import PATIENCE
from tests.geo_server import GeoServer
from tests.world import PASSWORD, World
from tracker.storage.accounts import users
from tracker.storage.accounts.users import NewUser
from tracker.storage.file.database import Database
from tracker.web import keys
from tracker.web.asking.sessions import current_user


def test_app_is_the_whole_server_not_started(app: web.Application) -> None:
    assert keys.CONFIG in app
    assert keys.DATABASE not in app


async def test_client_keeps_the_cookies_it_is_given(client: TestClient, world: World) -> None:
    typed = {"login": world.ada.email, "password": PASSWORD}
    await client.post("/login", data=typed)
    assert (await client.get("/account", allow_redirects=False)).status == 200


async def test_a_stranger_has_cookies_of_their_own(as_user: AsUser, stranger: Stranger) -> None:
    await as_user("ada")
    answer = await (await stranger()).get("/account", allow_redirects=False)
    assert answer.status == 303


async def test_db_is_empty(db: Database) -> None:
    assert not await users.any_user(db)


async def test_world_has_people_and_their_sites(client: TestClient, world: World) -> None:
    assert world.ada.is_admin
    assert world.news.owner_id == world.grace.id
    assert set(client.app[keys.SITES].by_id) == {world.shop.id, world.blog.id, world.news.id}


async def test_as_user_is_a_browser_in_which_that_user_is_logged_in(
    as_user: AsUser, world: World
) -> None:
    page = await (await as_user(world.grace)).get("/")
    assert "news.example" in await page.text()


async def test_as_user_makes_somebody_who_is_not_there_yet(as_user: AsUser) -> None:
    first, second = await as_user("ada"), await as_user("ada")
    for browser in (first, second):
        assert (await browser.get("/account", allow_redirects=False)).status == 200


async def test_login_goes_through_the_form_and_on_to_the_page_asked_for(
    client: TestClient, world: World, login: Login
) -> None:
    page = await login(client, world.bob.email, PASSWORD, to="/account/password")
    assert (page.status, page.url.path) == (200, "/account/password")


async def test_login_with_a_wrong_password_fails_the_test(
    client: TestClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("ada")
    with pytest.raises(AssertionError, match="The name or the password is wrong"):
        await login(client, "ada@example.com", "not it")


async def test_a_request_context_is_what_handlers_see_without_a_server(
    db: Database, request_context: RequestContext
) -> None:
    async with db.transaction() as tx:
        ada = await users.insert_user(tx, NewUser("ada", "ada@example.com", "-"), 0)
    assert await current_user(await request_context("/account", user=ada)) == ada
    assert await current_user(await request_context("/account")) is None
    request = await request_context("/sites/7/live")
    assert request.match_info["site_id"] == "7"


async def test_a_handler_answers_a_request_context(request_context: RequestContext) -> None:
    request = await request_context("/login")
    answer = await request.match_info.handler(request)
    assert answer.status == 200


async def test_cli_runs_a_command_with_the_tests_settings(cli: Cli) -> None:
    answer = await cli("status")
    assert answer.exit_code == 1
    assert answer.stdout == ""


async def test_the_clock_is_the_real_one_until_it_is_moved(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    assert abs(clock.now - time.time() * 1000) < 1000 * PATIENCE
    ada = await as_user("ada")
    clock.forward(days=8)
    assert (await ada.get("/account", allow_redirects=False)).status == 303


def test_a_stopped_clock_stands_still(clock: Clock) -> None:
    clock.stop()
    before = clock.now
    clock.forward(minutes=1)
    assert clock.now == before + 60_000


async def test_a_geo_service_says_where_everybody_is(
    client: TestClient, geo_service: GeoServer
) -> None:
    where = geo_service.template.format(ip="192.0.2.1")
    answer = await client.session.get(where)
    assert (await answer.json())["city"] == "Los Angeles"
    assert geo_service.asked == ["192.0.2.1"]
