"""Teams: inviting, joining, roles, handing over, leaving; what hangs on it ends at once."""

import asyncio
import re
from dataclasses import replace

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.audited import acts
from tests.conftest import OUR_PAGE, AsUser, Stranger
from tests.eventually import A_MOMENT, PATIENCE
from tests.mailbox import Mailbox, html_of, text_of
from tests.web.live.live_views import end_of, open_stream, origin_of, view
from tests.web.sites.owners import MINE, add_site, error_of, make_token, visit
from tests.web.sites.teams import invite, join, make_invited_account, roles
from tracker.app import create_app
from tracker.config import Config
from tracker.services.sites import teams
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
        ada.app[keys.DATABASE], path.rpartition("/")[2], clock() + LIFETIME - 60_000
    )
    assert found
    async with ada.app[keys.DATABASE].transaction() as tx:
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


async def test_an_invitation_makes_nobodys_role_smaller(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    path = await invite(ada, site, "somebody@example.com", "viewer")
    await join(ada, site, "ben", "owner")
    await ben.post(path)
    assert (await roles(ada, site))["ben"] == "owner"


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Enter the e-mail"),
        ("nobody", "not an e-mail"),
        ("ADA@example.com", "on the site already"),
    ],
)
async def test_what_is_no_new_persons_e_mail_is_said_beside_the_field(
    as_user: AsUser, email: str, said: str
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    typed = {"email": email, "role": "viewer"}
    answer = await ada.post(f"/sites/{site.id}/team/invitations", data=typed)
    assert answer.status == 422
    assert said in (error_of(await answer.text(), "email") or "")


async def test_nobody_sends_mails_to_strangers_without_end(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    typed = {"role": "viewer"}
    for number in range(31):
        typed["email"] = f"{number}@example.com"
        answer = await ada.post(f"/sites/{site.id}/team/invitations", data=typed)
    assert answer.status == 429


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


@pytest.fixture
def mailing(config: Config, mailbox: Mailbox) -> Config:
    """The settings of a server that sends mail."""
    return replace(config, mail_url=mailbox.url, public_url="https://stats.example.com")


async def test_with_a_mail_server_the_link_is_mailed_and_not_shown(
    mailing: Config, mailbox: Mailbox, aiohttp_client: AiohttpClient
) -> None:
    client, site = await owner_of(mailing, aiohttp_client)
    typed = {"email": "ben@example.org", "role": "viewer"}
    page = await (await client.post(f"/sites/{site}/team/invitations", data=typed)).text()
    assert "A mail is on its way to ben@example.org" in page
    mail = await mailbox.next_to("ben@example.org")
    link = "https://stats.example.com/invitations/"
    assert mail["Subject"] == "ada & co. invites you to example.com"
    assert link in text_of(mail)
    assert link in html_of(mail)
    assert "&amp;" not in text_of(mail)
    assert link not in page


async def test_an_address_that_the_mail_server_refuses_is_said_with_the_link_to_hand_over(
    mailing: Config, mailbox: Mailbox, aiohttp_client: AiohttpClient
) -> None:
    mailbox.refuse_recipients = "550 5.1.1 no such mailbox"
    client, site = await owner_of(mailing, aiohttp_client)
    typed = {"email": "ben@example.org", "role": "viewer"}
    page = await (await client.post(f"/sites/{site}/team/invitations", data=typed)).text()
    assert "The mail server does not know this address" in page
    found = re.search(r"https://stats.example.com(/invitations/[\w-]+)", page)
    assert found
    assert 'name="email"' not in await (await client.get(f"{found[1]}/account")).text()


async def test_the_link_in_the_mail_proves_the_address(
    mailing: Config, mailbox: Mailbox, aiohttp_client: AiohttpClient
) -> None:
    client, site = await owner_of(mailing, aiohttp_client)
    typed = {"email": "ben@example.org", "role": "viewer"}
    await client.post(f"/sites/{site}/team/invitations", data=typed)
    mail = text_of(await mailbox.next_to("ben@example.org"))
    path = re.search(r"/invitations/[\w-]+", mail)[0]
    ben = await aiohttp_client(client.server, headers=OUR_PAGE | {"Host": "stats.example.com"})
    assert 'value="ben@example.org"' in await (await ben.get(f"{path}/account")).text()
    assert (await make_invited_account(ben, path, "ben")).status == 303
    [row] = await client.app[keys.DATABASE].read("select * from user where name = 'ben'")
    assert row["email"] == "ben@example.org"


@pytest.mark.parametrize("mailed", [True, False])
def test_the_token_of_a_link_says_whether_it_was_mailed(mailed: bool) -> None:
    tokens = {teams._new_token(mailed) for _ in range(300)}
    assert {teams.was_mailed(token) for token in tokens} == {mailed}
    assert {len(token) for token in tokens} == {43}
    assert len(tokens) == 300


async def owner_of(settings: Config, aiohttp_client: AiohttpClient) -> tuple[TestClient, int]:
    """The browser of the first user of a server behind https, and the number of their site."""
    app = create_app(settings)
    client = await aiohttp_client(app, headers=OUR_PAGE | {"Host": "stats.example.com"})
    setup = app.router["first_user"].url_for(token=app[keys.SETUP_LINK].token)
    password = "quartz-lemon-violet-harbor"
    typed = {"name": "ada & co.", "email": "ada@example.com"}
    typed |= {"password": password, "repeated": password}
    answer = await client.post(str(setup), data=typed, allow_redirects=False)
    cookie = answer.cookies["__Host-tracker"].value
    client.session.headers["Cookie"] = f"__Host-tracker={cookie}"
    await client.post("/sites/new", data={"name": "example.com", "time_zone": "UTC"})
    return client, 1


async def test_the_first_page_of_a_removed_member_is_told_nothing_more_of_the_site(
    as_user: AsUser,
) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben")
    hers, his = await home_of(ada), await home_of(ben)
    await hers.receive_json(timeout=PATIENCE)
    assert site.id in {each["id"] for each in await his.receive_json(timeout=PATIENCE)}
    await ada.post(f"/sites/{site.id}/team/members/2/remove")
    await visit(ada, site)
    await hers.receive_json(timeout=PATIENCE)
    with pytest.raises(TimeoutError):
        await his.receive_json(timeout=A_MOMENT)


async def home_of(browser: TestClient) -> ClientWebSocketResponse:
    """The socket of the first page."""
    return await browser.ws_connect("/live/home", headers={"Origin": origin_of(browser)})


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
    assert len(await ada.app[keys.DATABASE].read("select 1 from user")) == 2


async def test_whoever_is_logged_in_needs_no_account(as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    path = await invite(ada, await add_site(ada), "ben@example.com")
    answer = await ben.get(f"{path}/account", allow_redirects=False)
    assert answer.headers["Location"] == path


@pytest.mark.parametrize("act", ["role", "remove"])
async def test_who_is_not_on_the_site_is_not_there_to_be_changed(as_user: AsUser, act: str) -> None:
    ada = await as_user("ada")
    await as_user("eve")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/team/members/2/{act}", data={"role": "viewer"})
    assert answer.status == 404
    assert await roles(ada, site) == {"ada": "owner"}
