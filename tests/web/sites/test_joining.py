"""Joining a site by the link of an invitation, with an account or making one; when it ends."""

import asyncio
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser, Stranger
from tests.web.sites.owners import add_site
from tests.web.sites.teams import invite, join, make_invited_account, roles
from tracker.storage.sites import invitations
from tracker.storage.sites.invitations import LIFETIME
from tracker.web import keys


async def test_whoever_has_an_account_joins_with_a_click(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    path = await invite(ada, site, "ben@example.com", "editor")
    page = await (await ben.get(path)).text()
    assert "ada asks you to join example.com as editor" in page
    assert await roles(ada, site) == {"ada": "owner"}  # opening it is not yet joining
    answer = await ben.post(path, allow_redirects=False)
    assert answer.headers["Location"] == f"/sites/{site.id}/live"
    assert await roles(ada, site) == {"ada": "owner", "ben": "editor"}
    assert "example.com" in await (await ben.get("/")).text()


async def test_a_link_works_once(as_user: AsUser) -> None:
    ada, ben, eve = await as_user("ada"), await as_user("ben"), await as_user("eve")
    site = await add_site(ada)
    path = await invite(ada, site, "ben@example.com")
    await ben.post(path)
    for answer in (await eve.get(path), await eve.post(path), await ben.get(path)):
        assert answer.status == 404
    assert "eve" not in await roles(ada, site)


async def test_the_invited_may_make_an_account_where_registration_is_closed(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    path = await invite(ada, site, "ben@example.org")
    assert "/account" in await (await client.get(path)).text()
    answer = await make_invited_account(client, path, "ben", email="not-invited@example.com")
    assert (answer.status, answer.headers["Location"]) == (303, f"/sites/{site.id}/live")
    assert ("joined as viewer", f"site {site.id}") in await acts(ada)
    page = await (await client.get("/account")).text()
    assert "Add one" in page, "a link that was handed over proves nobody's address"
    assert "@example" not in page
    assert await roles(ada, site) == {"ada": "owner", "ben": "viewer"}
    assert (await client.get("/register")).status == 404


async def test_a_link_that_is_handed_over_does_not_tell_who_has_an_account(
    client: TestClient, as_user: AsUser, stranger: Stranger
) -> None:
    """Whoever invites may open it."""
    ada = await as_user("ada")
    await as_user("ben")
    site = await add_site(ada)
    seen = []
    for name in ("ben", "bob"):
        path = await invite(ada, site, f"{name}@example.com")
        pages = [await (await client.get(f"{path}{more}")).text() for more in ("", "/account")]
        offered = re.compile(r'id="passphrase">[a-z-]+<')
        made = await make_invited_account(await stranger(), path, f"new {name}")
        pages = [offered.sub("", page).replace(path, "LINK") for page in pages]
        seen.append((pages, made.status))
    assert seen[0] == seen[1]
    assert seen[0][1] == 303
    assert "I have an account" in seen[0][0][0]


async def test_an_account_whose_name_is_taken_leaves_the_invitation_as_it_is(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    path = await invite(ada, await add_site(ada), "ben@example.org")
    answer = await make_invited_account(client, path, "ada")
    assert answer.status == 422
    assert "Create an account" in await answer.text()
    assert (await client.get(path)).status == 200


async def test_a_link_ends_after_seven_days(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    path = await invite(ada, await add_site(ada), "ben@example.com")
    clock = ada.app[keys.CLOCK]
    found = await invitations.find_invitation(
        ada.app[keys.KEPT], path.rpartition("/")[2], clock() + LIFETIME - 60_000
    )
    assert found
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update invitation set until = ?", (clock(),))
    assert (await ben.post(path)).status == 404
    assert "ben@" not in await (await ada.get("/sites/1/team")).text()


async def test_an_invitation_that_was_taken_back_leads_nowhere(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    path = await invite(ada, site, "ben@example.com")
    assert "ben@example.com" in await (await ada.get(f"/sites/{site.id}/team")).text()
    await ada.post(f"/sites/{site.id}/team/invitations/1/revoke")
    assert (await ben.post(path)).status == 404
    assert "ben@example.com" not in await (await ada.get(f"/sites/{site.id}/team")).text()


@pytest.mark.parametrize("act", ["remove", "role"])
async def test_an_invitation_ends_with_its_inviters_ownership(as_user: AsUser, act: str) -> None:
    ada, ben, eve = await as_user("ada"), await as_user("ben"), await as_user("eve")
    site = await add_site(ada)
    await join(ada, site, "ben", "owner")
    path = await invite(ben, site, "eve@example.com", "owner")
    await ada.post(f"/sites/{site.id}/team/members/2/{act}", data={"role": "editor"})
    assert (await eve.post(path)).status == 404


async def test_whoever_is_invited_again_has_only_the_new_link(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    old = await invite(ada, site, "ben@example.com", "viewer")
    new = await invite(ada, site, "BEN@example.com", "editor")
    assert (await ben.get(old)).status == 404
    await ben.post(new)
    assert (await roles(ada, site))["ben"] == "editor"


@pytest.mark.kept_anywhere
async def test_an_invitation_makes_nobodys_role_smaller(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    path = await invite(ada, site, "somebody@example.com", "viewer")
    await join(ada, site, "ben", "owner")
    await ben.post(path)
    assert (await roles(ada, site))["ben"] == "owner"


@pytest.mark.kept_anywhere
async def test_of_two_who_join_with_one_link_at_once_one_joins(as_user: AsUser) -> None:
    ada, ben, eve = await as_user("ada"), await as_user("ben"), await as_user("eve")
    site = await add_site(ada)
    path = await invite(ada, site, "somebody@example.com")
    answers = await asyncio.gather(
        *(browser.post(path, allow_redirects=False) for browser in (ben, eve))
    )
    assert sorted(answer.status for answer in answers) == [303, 404]
    assert len(await roles(ada, site)) == 2


async def test_of_two_who_make_an_account_with_one_link_at_once_one_gets_it(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    path = await invite(ada, site, "ben@example.org")
    answers = await asyncio.gather(
        *(make_invited_account(client, path, name) for name in ("ben", "benita"))
    )
    assert 303 in {answer.status for answer in answers}
    assert len(await roles(ada, site)) == 2
    assert len(await ada.app[keys.KEPT].read("select 1 from user")) == 2


async def test_whoever_is_logged_in_needs_no_account(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    path = await invite(ada, await add_site(ada), "ben@example.com")
    answer = await ben.get(f"{path}/account", allow_redirects=False)
    assert answer.headers["Location"] == path
