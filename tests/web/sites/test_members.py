"""What is done to the people on a site: roles, removing, handing over, leaving; what hangs on it
ends at once."""

import asyncio

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.eventually import A_MOMENT, PATIENCE
from tests.web.live.live_views import end_of, open_stream, origin_of, view
from tests.web.sites.owners import MINE, add_site, make_token, visit
from tests.web.sites.teams import invite, join, roles
from tracker.web import keys


async def test_a_member_gets_another_role(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben")
    assert (await ben.get(f"/sites/{site.id}/settings")).status == 403
    await ada.post(f"/sites/{site.id}/team/members/2/role", data={"role": "editor"})
    assert (await ben.get(f"/sites/{site.id}/settings")).status == 200
    answer = await ada.post(f"/sites/{site.id}/team/members/2/role", data={"role": "king"})
    assert answer.status == 400


@pytest.mark.parametrize("act", ["members/1/remove", "members/1/role", "leave"])
async def test_the_last_owner_stays_one_and_is_told_why(as_user: AsUser, act: str) -> None:
    ada = await as_user("ada")
    await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben", "editor")
    answer = await ada.post(f"/sites/{site.id}/team/{act}", data={"role": "viewer"})
    assert answer.status == 422
    assert "A site needs an owner" in await answer.text()
    assert await roles(ada, site) == {"ada": "owner", "ben": "editor"}


@pytest.mark.kept_anywhere
async def test_a_site_is_handed_over(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben")
    page = f"/sites/{site.id}/team/transfer"
    assert (await ada.post(page, data=MINE | {"user": "2", "confirm": "wrong"})).status == 422
    assert (await ada.post(page, data=MINE | {"user": "7", "confirm": "example.com"})).status == 422
    await ada.post(page, data=MINE | {"user": "2", "confirm": "Example.com"})
    assert await roles(ada, site) == {"ada": "editor", "ben": "owner"}
    assert ben.app[keys.SITES].by_id[site.id].owner_id == 2


async def test_whoever_leaves_is_a_stranger(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben", "owner")
    answer = await ada.post(f"/sites/{site.id}/team/leave", allow_redirects=False)
    assert answer.headers["Location"] == "/"
    assert (await ada.get(f"/sites/{site.id}")).status == 404
    assert await roles(ben, site) == {"ben": "owner"}


async def test_the_sockets_of_a_removed_member_close_at_once(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site, other = await add_site(ada), await add_site(ben, "ben.example")
    await join(ada, site, "ben")
    async with view(ben, site) as seen, view(ben, other) as own, view(ada, site) as hers:
        for each in (seen, own, hers):
            await each.until("ready")
        await ada.post(f"/sites/{site.id}/team/members/2/remove")
        assert await end_of(seen.socket) == (1008, "no longer a member")
        for each in (own, hers):
            with pytest.raises(TimeoutError):
                await end_of(each.socket, within=A_MOMENT)


@pytest.mark.kept_anywhere
async def test_the_tokens_of_a_removed_member_end(client: TestClient, as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben", "editor")
    hers, his = await make_token(ada, site), await make_token(ben, site)
    headers = {"Authorization": f"Bearer {his}"}
    stream = await client.get(f"/api/sites/{site.id}/live", headers=headers)
    assert stream.status == 200
    await ada.post(f"/sites/{site.id}/team/members/2/remove")
    await asyncio.wait_for(stream.read(), PATIENCE)
    assert await open_stream(client, site, his) == 401
    assert await open_stream(client, site, hers) == 200


async def test_what_happens_in_a_team_is_taken_down(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await ben.post(await invite(ada, site, "ben@example.com", "editor"))
    await ada.post(f"/sites/{site.id}/team/members/2/role", data=MINE | {"role": "owner"})
    await ada.post(f"/sites/{site.id}/team/leave")
    assert (await acts(ada))[-4:] == [
        ("invited as editor", "site 1"),
        ("joined as editor", "site 1"),
        ("made owner of site 1", "user 2"),
        ("left site 1", "user 1"),
    ]


async def test_the_first_page_of_a_removed_member_is_told_nothing_more_of_the_site(
    as_user: AsUser,
) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben")
    hers, his = await home_of(ada), await home_of(ben)
    for socket in (hers, his):
        assert site.id in {each["id"] for each in await socket.receive_json(timeout=PATIENCE)}
        await socket.receive_json(timeout=PATIENCE)  # the sum
    await ada.post(f"/sites/{site.id}/team/members/2/remove")
    await visit(ada, site)
    await hers.receive_json(timeout=PATIENCE)
    with pytest.raises(TimeoutError):
        await his.receive_json(timeout=A_MOMENT)


async def home_of(browser: TestClient) -> ClientWebSocketResponse:
    """The socket of the first page."""
    return await browser.ws_connect("/live/home", headers={"Origin": origin_of(browser)})


@pytest.mark.parametrize("act", ["role", "remove"])
async def test_who_is_not_on_the_site_is_not_there_to_be_changed(as_user: AsUser, act: str) -> None:
    ada = await as_user("ada")
    await as_user("eve")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/team/members/2/{act}", data={"role": "viewer"})
    assert answer.status == 404
    assert await roles(ada, site) == {"ada": "owner"}
