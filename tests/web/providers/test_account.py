"""The provider on one's account page: linked, taken away, taken along, and with no password."""

import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser, MakeUser
from tests.fixtures.server import OUR_PAGE
from tests.mailbox import Mailbox, text_of
from tests.small_provider import SmallProvider
from tests.web.providers.conftest import SignIn, arrive
from tests.web.providers.test_signing_in import PAGE, who
from tracker.config import Config
from tracker.storage.accounts import identities, users
from tracker.web import keys

OURS = OUR_PAGE | PAGE


async def unlink(browser: TestClient, password: str = PASSWORD) -> ClientResponse:
    data = {"password": password}
    path = "/account/provider/unlink"
    return await browser.post(path, headers=OURS, data=data, allow_redirects=False)


async def test_an_account_is_linked_whatever_its_address_is(
    client: TestClient, as_user: AsUser, sign_in: SignIn, provider: SmallProvider
):
    bob = await as_user("bob")
    provider.person = {"sub": "robert"}
    answer = await sign_in(bob, "/account/provider")
    assert answer.headers["Location"] == "/account"
    await sign_in(client)
    assert await who(client) == "bob"


@pytest.mark.parametrize("sent", [{}, {"password": "not-hers-at-all"}])
async def test_a_stolen_session_links_nobody(as_user: AsUser, sent: dict[str, str]):
    bob = await as_user("bob")
    answer = await bob.post("/account/provider", headers=OURS, data=sent)
    text = await answer.text()
    assert (answer.status, 'type="password"' in text, "refresh" in text) == (422, True, False)


@pytest.mark.parametrize("sent", [{}, {"password": "not-hers-at-all"}])
async def test_a_stolen_session_takes_no_link_away(
    as_user: AsUser, sign_in: SignIn, sent: dict[str, str]
):
    bob = await as_user("bob")
    await sign_in(bob, "/account/provider")
    answer = await bob.post("/account/provider/unlink", headers=OURS, data=sent)
    assert (answer.status, 'type="password"' in await answer.text()) == (422, True)
    assert "Take the link away" in await (await bob.get("/account", headers=PAGE)).text()


async def test_it_is_not_linked_for_somebody_who_is_no_longer_logged_in(
    client: TestClient, as_user: AsUser, back
):
    bob = await as_user("bob")
    path = await back(bob, "/account/provider")
    await bob.post("/logout", headers=OURS, allow_redirects=False)
    answer = await arrive(bob, path)
    assert (answer.status, "Log in here first" in await answer.text()) == (403, True)


async def test_somebody_elses_account_there_is_not_linked(
    client: TestClient, as_user: AsUser, make_user: MakeUser, sign_in: SignIn
):
    await make_user("ada")
    await sign_in(client)
    bob = await as_user("bob")
    assert (await sign_in(bob, "/account/provider")).status == 409


async def test_a_link_that_is_taken_away_lets_nobody_in(
    client: TestClient, as_user: AsUser, sign_in: SignIn, provider: SmallProvider
):
    bob = await as_user("bob")
    provider.person = {"sub": "robert"}
    await sign_in(bob, "/account/provider")
    assert "Take the link away" in await (await bob.get("/account", headers=PAGE)).text()
    await unlink(bob)
    assert "Link it" in await (await bob.get("/account", headers=PAGE)).text()
    assert (await sign_in(client)).status == 403


class TestWithMail:
    @pytest.fixture
    def config(self, config: Config, mailbox: Mailbox) -> Config:
        return replace(config, mail_url=mailbox.url)

    async def test_a_link_is_told_by_mail_and_its_end(
        self, as_user: AsUser, sign_in: SignIn, provider: SmallProvider, mailbox: Mailbox
    ):
        bob = await as_user("bob")
        provider.person = {"sub": "robert", "email": "rob@elsewhere.example"}
        await sign_in(bob, "/account/provider")
        await unlink(bob)
        linked, unlinked = [await mailbox.next_to("bob@example.com") for _ in range(2)]
        assert linked["Subject"] == "Your account was linked to Example ID"
        assert "Name: rob@elsewhere.example" in text_of(linked)
        assert unlinked["Subject"] == "Your account is no longer linked to Example ID"

    async def test_so_is_one_that_was_made_by_the_address(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn, mailbox: Mailbox
    ):
        await make_user("ada")
        await sign_in(client)
        await sign_in(client)
        await unlink(client)
        mails = [(await mailbox.next_to("ada@example.com"))["Subject"] for _ in range(2)]
        assert mails[0] == "Your account was linked to Example ID"
        assert mails[1] == "Your account is no longer linked to Example ID"


async def test_it_is_in_what_one_takes_along(
    client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
):
    await make_user("ada")
    await sign_in(client)
    answer = await client.post("/account/export", headers=OURS, data={"password": PASSWORD})
    archive = zipfile.ZipFile(BytesIO(await answer.read()))
    [facts] = [json.loads(archive.read(name)) for name in archive.namelist() if "account" in name]
    [found] = facts["sign_ins_elsewhere"]
    assert (found["issuer"], found["subject"]) == (provider.issuer, "ada-1")


class TestWithoutAPassword:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, oidc_registration="open")

    @pytest.fixture(autouse=True)
    async def ada(self, client: TestClient, make_user: MakeUser, sign_in: SignIn) -> None:
        """Her account was made by the provider."""
        await make_user("bob", admin=True)
        await sign_in(client)

    async def test_the_only_way_in_is_not_taken_away(self, client: TestClient):
        answer = await client.post("/account/provider/unlink", headers=OURS)
        assert answer.status == 409
        assert "Choose a password first" in await answer.text()

    async def test_having_just_signed_in_is_as_good(self, client: TestClient):
        form = await (await client.get("/account/delete", headers=PAGE)).text()
        assert 'type="password"' not in form
        answer = await client.post("/account/delete", headers=OURS, data={"confirm": "ada"})
        assert answer.status == 200
        db = client.app[keys.KEPT]
        assert await users.find_user(db, "ada") is None
        assert await db.read("select * from identity") == []

    async def test_later_one_signs_in_once_more(self, client: TestClient, clock):
        clock.forward(minutes=11)
        answer = await client.post("/account/delete", headers=OURS, data={"confirm": "ada"})
        text = await answer.text()
        assert answer.status == 422
        found = re.search(r'formaction="([^"]+)"', text)
        assert found
        assert found[1] == "/login/provider?again=1&amp;next=/account/delete"

    async def test_a_password_is_chosen_without_one_and_then_asked_for(self, client: TestClient):
        new = {"password": "violet-harbor-quartz-lemon", "tokens": "keep"}
        answer = await client.post(
            "/account/password", headers=OURS, data=new, allow_redirects=False
        )
        assert answer.status == 303, await answer.text()
        form = await (await client.get("/account/delete", headers=PAGE)).text()
        assert 'type="password"' in form
        answer = await unlink(client, new["password"])
        assert answer.status == 303
        found = await users.find_user(client.app[keys.KEPT], "ada")
        assert found
        assert await identities.identities_of(client.app[keys.KEPT], found[0].id) == []
