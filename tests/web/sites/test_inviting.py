"""Asking people to join a site: what is typed, the mail, and the link that is handed over."""

import re
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import OUR_PAGE, AsUser
from tests.mailbox import Mailbox, html_of, text_of
from tests.web.sites.owners import add_site, error_of
from tests.web.sites.teams import make_invited_account
from tracker.app import create_app
from tracker.config import Config
from tracker.services.sites import teams
from tracker.web import keys


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
    [row] = await client.app[keys.KEPT].read("select * from user where name = 'ben'")
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
    setup = app.router["first_user"].url_for(token=await app[keys.SETUP_LINK].token())
    password = "quartz-lemon-violet-harbor"
    typed = {"name": "ada & co.", "email": "ada@example.com"}
    typed |= {"password": password}
    answer = await client.post(str(setup), data=typed, allow_redirects=False)
    cookie = answer.cookies["__Host-tracker"].value
    client.session.headers["Cookie"] = f"__Host-tracker={cookie}"
    await client.post("/sites/new", data={"name": "example.com", "time_zone": "UTC"})
    return client, 1
