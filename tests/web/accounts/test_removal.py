"""An account is deleted by its user: with everything, once its name was typed."""

import html

import pytest
from aiohttp import WSCloseCode, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.making import NOON
from tests.web.live.live_views import origin_of, view
from tests.web.sites.owners import MINE, visit
from tests.world import World
from tracker.storage.erasing.asked_of_sites import asked_erasures
from tracker.storage.sites.members import put_member
from tracker.web import keys

NOBODY = "Nobody has an account here yet."


async def delete(browser: TestClient, typed: str) -> tuple[int, str]:
    answer = await browser.post("/account/delete", data=MINE | {"confirm": typed})
    return answer.status, html.unescape(await answer.text())


async def count(client: TestClient, what: str) -> int:
    statements = {
        "users": "select count(*) as n from user",
        "sites": "select count(*) as n from site",
        "sessions": "select count(*) as n from login_session",
        "events": "select count(*) as n from event",
    }
    place = keys.DATABASE if what == "events" else keys.KEPT
    return (await client.app[place].read(statements[what]))[0]["n"]


async def share(client: TestClient, world: World, role: str) -> None:
    """Bob joins Grace's newspaper."""
    async with client.app[keys.KEPT].transaction() as tx:
        await put_member(tx, world.news.id, world.bob.id, role, NOON)


async def test_the_page_says_what_goes_and_what_stays(world: World, as_user: AsUser) -> None:
    grace = await as_user(world.grace)
    await visit(grace, world.news)
    page = html.unescape(await (await grace.get("/account/delete")).text())
    assert "This deletes the account of grace, at once and for good." in page
    assert "Sites that go with it" in page
    assert ">1 event<" in page
    assert "Sites that stay" not in page
    await share(grace, world, "owner")
    page = await (await grace.get("/account/delete")).text()
    assert "Sites that go with it" not in page
    assert "Sites that stay with their other owners" in page


@pytest.mark.parametrize("typed", ["", "grac", "yes", "ada"])
async def test_without_the_name_nothing_happens(world: World, as_user: AsUser, typed: str) -> None:
    grace = await as_user(world.grace)
    status, page = await delete(grace, typed)
    assert (status, await count(grace, "users")) == (422, 3)
    assert "Type grace exactly to delete the account." in page
    assert (await grace.get("/account")).status == 200


@pytest.mark.kept_anywhere
async def test_everything_goes(world: World, as_user: AsUser, client: TestClient) -> None:
    grace, phone, ada = [await as_user(who) for who in (world.grace, world.grace, world.ada)]
    await visit(client, world.news)
    await visit(client, world.shop)
    status, page = await delete(grace, " Grace ")
    assert status == 200
    assert "The account is deleted" in page
    assert "Start the server again" not in page
    assert await count(client, "users") == 2
    assert await count(client, "sessions") == 1
    for browser in (grace, phone):
        assert (await browser.get("/account", allow_redirects=False)).status == 303
    assert (await visit(client, world.news)).status == 404

    async def erased() -> bool:
        return not await asked_erasures(client.app[keys.KEPT])

    await eventually(erased)
    assert await count(client, "events") == 1, "the shop's"
    assert (await ada.get("/account")).status == 200
    assert client.app[keys.COOKIE] not in grace.session.cookie_jar.filter_cookies(
        grace.make_url("/")
    )


async def test_her_name_is_free_again(world: World, as_user: AsUser) -> None:
    await delete(await as_user(world.grace), "grace")
    assert (await (await as_user("grace")).get("/account")).status == 200


async def test_what_is_open_is_closed(world: World, as_user: AsUser) -> None:
    grace = await as_user(world.grace)
    async with view(grace, world.news) as shown:
        await shown.until("ready")
        await delete(grace, "grace")
        while (end := await shown.socket.receive(timeout=PATIENCE)).type is WSMsgType.TEXT:
            pass
    assert (end.type, end.data) == (WSMsgType.CLOSE, WSCloseCode.POLICY_VIOLATION)


async def test_a_site_that_somebody_else_owns_too_stays(
    world: World, as_user: AsUser, client: TestClient
) -> None:
    grace, bob = await as_user(world.grace), await as_user(world.bob)
    await share(client, world, "owner")
    await delete(grace, "grace")
    assert (await visit(client, world.news)).status == 204
    assert client.app[keys.SITES].by_id[world.news.id].owner_id == world.bob.id
    assert (await bob.get(f"/sites/{world.news.id}/settings")).status == 200


async def test_a_site_that_others_only_read_goes(
    world: World, as_user: AsUser, client: TestClient
) -> None:
    grace, bob = await as_user(world.grace), await as_user(world.bob)
    await share(client, world, "viewer")
    await delete(grace, "grace")
    with pytest.raises(WSServerHandshakeError):
        await bob.ws_connect(
            f"/sites/{world.news.id}/live/socket", headers={"Origin": origin_of(bob)}
        )
    assert (await bob.get("/account")).status == 200


async def test_the_only_admin_goes_last(world: World, as_user: AsUser) -> None:
    ada = await as_user(world.ada)
    said = "You are the only admin, and others have accounts here."
    page = html.unescape(await (await ada.get("/account/delete")).text())
    assert said in page
    assert 'name="confirm"' not in page
    status, page = await delete(ada, "ada")
    assert (status, await count(ada, "users"), await count(ada, "sites")) == (422, 3, 3)
    assert said in page


async def test_an_admin_among_others_may_go(world: World, as_user: AsUser) -> None:
    ada = await as_user(world.ada)
    await ada.post(f"/admin/users/{world.bob.id}/admin", data=MINE)
    assert (await delete(ada, "ada"))[0] == 200


async def test_the_very_last_one_leaves_an_empty_server_that_says_how_to_begin_again(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada", admin=True)
    assert NOBODY not in await (await client.get("/login")).text()
    status, page = await delete(ada, "ada")
    assert status == 200
    assert "Start the server again: it prints a link" in page
    assert NOBODY in await (await client.get("/login")).text()
    assert await count(client, "users") == 0
