"""Registering by mail, where it is open: the same answer whether somebody has an account or not."""

import asyncio
import time
from dataclasses import replace

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tests.eventually import eventually
from tests.mailbox import Mailbox, text_of
from tests.web.signing_in.mailed.conftest import Browser, LogIn, heading, link_in
from tests.web.sites.owners import is_in
from tracker.config import Config
from tracker.services.short_memory import OwnMemory
from tracker.web import keys

JOE = {"name": "Joe", "email": "joe@example.org", "password": PASSWORD}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, registration="open")


async def register(browser: TestClient, **typed: str) -> ClientResponse:
    return await browser.post("/register", data=JOE | typed, allow_redirects=False)


async def names_in(client: TestClient) -> list[str]:
    rows = await client.app[keys.KEPT].read("select name from user order by id")
    return [row["name"] for row in rows]


async def test_strangers_are_offered_an_account_and_mails(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    assert 'href="/register"' in await (await client.get("/")).text()
    page = await (await client.get("/login")).text()
    for way in ("/register", "/login/link", "/login/reset"):
        assert f'href="{way}' in page


@pytest.fixture
async def link(client: TestClient, mailbox: Mailbox) -> str:
    """What joe was mailed."""
    assert (await register(client)).status == 200
    return link_in(await mailbox.next_to("joe@example.org"))


async def test_the_account_is_made_with_the_link_in_the_mail(
    link: str, client: TestClient, login: LogIn
) -> None:
    assert await names_in(client) == []
    assert await heading(client, link) == (200, "Create an account")
    assert await names_in(client) == [], "scanners of mail open links, too"
    answer = await client.post(link, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await is_in(client)
    await login("joe@example.org")


async def test_the_answer_is_the_same_for_an_address_that_has_an_account(
    client: TestClient, browser: Browser, make_user: MakeUser, mailbox: Mailbox
) -> None:
    await make_user("ada")
    answers = []
    for name in ("ada", "bob"):
        answer = await register(await browser(), name="", email=f"{name}@example.com")
        kept = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
        kept.pop("Date", None)
        answers.append((answer.status, (await answer.text()).replace(name, "NAME"), kept))
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    taken = text_of(await mailbox.next_to("ada@example.com"))
    assert "It has an account already, so none was made." in taken
    assert "/register/" not in taken
    assert "/register/" in text_of(await mailbox.next_to("bob@example.com"))
    assert await names_in(client) == ["ada"]


async def test_the_link_is_good_once_and_in_one_browser(
    link: str, client: TestClient, browser: Browser
) -> None:
    said = await heading(await browser(), link, "POST")
    assert said == (403, "This link belongs to another browser")
    clicks = [client.post(link, allow_redirects=False) for _ in range(4)]
    statuses = [answer.status for answer in await asyncio.gather(*clicks)]
    assert statuses.count(303) == 1
    assert await names_in(client) == ["Joe"]
    assert (await heading(client, link))[0] == 404


async def test_the_link_is_good_for_a_quarter_of_an_hour(link: str, client: TestClient) -> None:
    pending = client.app[keys.PENDING_ACCOUNTS]
    began = pending._clock()
    pending._clock = lambda: began + 901
    for method in ("GET", "POST"):
        assert await heading(client, link, method) == (410, "This link has run out")
    assert await names_in(client) == []


async def test_an_account_that_was_made_meanwhile_is_left_alone(
    link: str, client: TestClient, make_user: MakeUser
) -> None:
    await make_user("other")
    async with client.app[keys.KEPT].transaction() as tx:
        await tx.execute("update user set email_key = 'joe@example.org'")
    assert (await heading(client, link, "POST"))[0] == 410
    assert await names_in(client) == ["other"]


@pytest.mark.kept_anywhere
async def test_a_name_that_was_taken_meanwhile_is_counted_on(
    link: str, client: TestClient, make_user: MakeUser
) -> None:
    await make_user("joe")
    await client.post(link)
    assert await names_in(client) == ["joe", "Joe2"]


async def test_a_taken_name_is_said_before_any_mail(
    client: TestClient, make_user: MakeUser, mailbox: Mailbox
) -> None:
    await make_user("joe")
    answer = await register(client)
    assert answer.status == 422
    assert "Somebody has the name Joe already." in await answer.text()
    assert mailbox.mails == []


async def test_nobody_is_mailed_without_end(client: TestClient, browser: Browser) -> None:
    asked = [(await register(await browser(), name="")).status for _ in range(10)]
    assert asked[-1] == 429
    assert asked.count(200) <= 8


async def test_so_many_wait_for_their_mails_and_no_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox
) -> None:
    pending = client.app[keys.PENDING_ACCOUNTS]
    monkeypatch.setattr(pending, "_memory", OwnMemory(time.monotonic, 2))
    for number in range(4):
        await register(client, name="", email=f"n{number}@example.org")
    assert len(pending._memory) == 2
    await eventually(lambda: len(mailbox.mails) == 4)


class TestWithoutMail:
    """Nothing could prove whose an address is."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, mail_url="")

    async def test_no_address_is_asked_for(self, client: TestClient) -> None:
        page = await (await client.get("/register")).text()
        assert 'name="name"' in page
        assert 'name="email"' not in page

    async def test_the_account_has_its_name_alone(
        self, client: TestClient, make_user: MakeUser, login: LogIn
    ) -> None:
        await make_user("ada")
        answer = await register(client, email="ada@example.com")
        assert answer.status == 303, "whoever has that address makes no difference"
        [row] = await client.app[keys.KEPT].read("select * from user where name = 'Joe'")
        assert (row["email"], "ada" in row["email_key"]) == ("", False)
        await login("joe")
        refused = await client.post("/login", data={"login": "", "password": PASSWORD})
        assert refused.status == 422

    async def test_many_have_none(self, browser: Browser, client: TestClient) -> None:
        for name in ("joe", "eve"):
            assert (await register(await browser(), name=name)).status == 303
        assert await names_in(client) == ["joe", "eve"]

    async def test_a_name_is_needed(self, client: TestClient) -> None:
        answer = await register(client, name=" ")
        assert answer.status == 422
        assert "Choose a name." in await answer.text()

    async def test_the_pages_show_that_there_is_none(self, client: TestClient) -> None:
        await register(client)
        for path in ("/account", "/account/email", "/account/profile", "/account/export"):
            answer = await client.get(path)
            assert answer.status == 200
            assert "None" not in await answer.text()
