"""Logging in by a link in a mail: good once, for a quarter of an hour, in one browser."""

import asyncio
from typing import NamedTuple
from unittest.mock import AsyncMock, Mock
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import MakeUser
from tests.log_lines import logged
from tests.mailbox import Mailbox, html_of
from tests.web.asking.test_redirects import ELSEWHERE
from tests.web.signing_in.mailed.conftest import Browser, heading, link_in
from tests.web.sites.owners import is_in
from tracker.web import keys

MINUTE = 60_000
ASK = "/login/link"


async def ask(browser: TestClient, email: str = "ada@example.com", path: str = ASK) -> str:
    answer = await browser.post(path, data={"email": email})
    text = await answer.text()
    assert answer.status == 200, text
    return text


@pytest.fixture
async def link(make_user: MakeUser, client: TestClient, mailbox: Mailbox) -> str:
    """What ada was mailed after asking in `client`."""
    await make_user("ada")
    await ask(client)
    return link_in(await mailbox.next_to("ada@example.com"))


async def test_the_link_in_the_mail_and_one_click_log_in(link: str, client: TestClient) -> None:
    assert await heading(client, link) == (200, "Log in")
    assert not await is_in(client)
    answer = await client.post(link, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await is_in(client)


async def test_opening_the_link_changes_nothing_however_often(
    link: str, client: TestClient, browser: Browser
) -> None:
    """Scanners of mail open links, before people do and from elsewhere."""
    scanner = await browser()
    for _ in range(3):
        for each in (scanner, client):
            await each.get(link)
            await each.head(link)
    assert not await is_in(scanner)
    assert (await client.post(link, allow_redirects=False)).status == 303


@pytest.mark.fault
async def test_a_link_is_good_once(link: str, client: TestClient) -> None:
    await client.post(link)
    await client.post("/logout")
    for method in ("GET", "POST"):
        assert await heading(client, link, method) == (410, "This link has been used")
    assert not await is_in(client)


@pytest.mark.fault
async def test_of_many_clicks_at_once_one_logs_in(link: str, client: TestClient) -> None:
    clicks = [client.post(link, allow_redirects=False) for _ in range(8)]
    statuses = sorted([answer.status for answer in await asyncio.gather(*clicks)])
    assert statuses == [303] + [410] * 7
    [[sessions]] = await client.app[keys.KEPT].read("select count(*) from login_session")
    assert sessions == 1


@pytest.mark.fault
async def test_a_link_is_good_in_the_browser_that_asked_only(
    link: str, client: TestClient, browser: Browser
) -> None:
    other = await browser()
    await ask(other, "nobody@example.com")  # it has a cookie too, but another
    for each in (await browser(), other):
        for method in ("GET", "POST"):
            said = await heading(each, link, method)
            assert said == (403, "This link belongs to another browser")
        assert not await is_in(each)
    assert (await client.post(link, allow_redirects=False)).status == 303


@pytest.mark.fault
async def test_a_link_is_good_for_a_quarter_of_an_hour(
    link: str, client: TestClient, clock: Clock
) -> None:
    clock.now += 15 * MINUTE - 1
    assert (await heading(client, link))[0] == 200
    clock.now += 1
    for method in ("GET", "POST"):
        assert await heading(client, link, method) == (410, "This link has run out")
    clock.now -= 16 * MINUTE
    assert await heading(client, link) == (410, "This link has run out"), "the clock jumped back"


async def test_a_link_that_was_cut_short_says_so(link: str, client: TestClient) -> None:
    for path in (link[:-1], link[:-20], ASK + "/" + "a" * 43):
        assert await heading(client, path) == (404, "This link no longer works")


async def test_every_page_of_a_bad_link_has_a_way_on(link: str, client: TestClient) -> None:
    await client.post(link)
    page = await (await client.get(link)).text()
    assert 'href="/login/link"' in page
    assert "Ask for another link" in page


async def test_a_second_mail_does_not_end_the_first(
    link: str, client: TestClient, mailbox: Mailbox
) -> None:
    """The first may be late; both are good in this browser."""
    await ask(client)
    second = link_in(await mailbox.next_to("ada@example.com"))
    assert second != link
    assert (await heading(client, link))[0] == (await heading(client, second))[0] == 200


async def test_another_password_ends_the_link(
    link: str, client: TestClient, make_user: MakeUser
) -> None:
    new = {"password": "another-quartz-lemon"}
    await ask(client, path="/login/reset")
    mail = await client.app[keys.KEPT].read("select * from mailed_link where purpose = 'reset'")
    assert len(mail) == 1
    await client.post(link)
    await client.post("/account/password", data=new | {"current": "quartz-lemon-violet-harbor"})
    left = await client.app[keys.KEPT].read("select * from mailed_link where used_at is null")
    assert left == []


async def test_the_link_leads_on_to_the_page_that_was_asked_for(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    page = await (await client.get("/login?next=/sites/new")).text()
    assert 'href="/login/link?next=/sites/new"' in page
    await ask(client, path="/login/link?next=/sites/new")
    link = link_in(await mailbox.next_to("ada@example.com"))
    answer = await client.post(link, allow_redirects=False)
    assert answer.headers["Location"] == "/sites/new"


@pytest.mark.fault
async def test_the_link_leads_to_no_other_server(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    client.app[keys.LINK_THROTTLE].admit = AsyncMock(return_value=0.0)
    for asked in ELSEWHERE[:19]:
        target = quote(asked, safe="")
        await ask(client, path=f"/login/link?next={target}")
        link = link_in(await mailbox.next_to("ada@example.com"))
        assert "next" not in link
        answer = await client.post(f"{link}?next={target}", allow_redirects=False)
        assert answer.headers["Location"] == "/", asked


class Watched:
    """What one request for a link makes the server do."""

    def __init__(self, client: TestClient) -> None:
        self.mailer = client.app[keys.MAILER]
        self.probe = self.mailer.probe = AsyncMock(side_effect=self.mailer.probe)
        self.post = self.mailer.post = Mock(side_effect=self.mailer.post)
        self.db = client.app[keys.KEPT]

    async def written(self) -> int:
        """Rows so far; each gets a greater number than all that are there."""
        [[last]] = await self.db.read("select max(id) from mailed_link")
        return int(last)


@pytest.mark.fault
@pytest.mark.parametrize("path", ["/login/link", "/login/reset"])
async def test_asking_says_nothing_about_who_has_an_account(
    make_user: MakeUser, client: TestClient, browser: Browser, mailbox: Mailbox, path: str
) -> None:
    """The same bytes after the same work: one probe of the mail server, one row. The mail itself
    goes into the queue, which no answer waits for."""
    await make_user("ada")
    watched = Watched(client)
    answers = []
    for name in ("ada", "bob"):
        asking = await browser()
        answer = await asking.post(path, data={"email": f"{name}@example.com"})
        page = (await answer.text()).replace(name, "NAME")
        headers = {name: value for name, value in answer.headers.items() if not is_own(name)}
        answers.append((answer.status, page, headers))
        assert watched.probe.await_count == await watched.written() == len(answers)
        assert len(mailbox.commands) >= len(answers)
    assert answers[0] == answers[1]
    assert watched.post.call_count == 1
    assert (await mailbox.next_to("ada@example.com"))["To"] == "ada@example.com"
    assert not [mail for mail in mailbox.mails if mail["To"] == "bob@example.com"]


def is_own(name: str) -> bool:
    """Headers that differ in any two answers; both pages' names have three letters."""
    return name in {"Date", "Set-Cookie"}


async def test_asking_for_nobody_does_not_fill_the_disk(client: TestClient) -> None:
    for n in range(3):
        await ask(client, f"nobody{n}@example.com")
    assert len(await client.app[keys.KEPT].read("select * from mailed_link")) == 1


@pytest.mark.fault
async def test_the_mail_goes_to_the_address_as_its_holder_wrote_it(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    """Two that are the same to us may be different mailboxes."""
    await make_user("ada")
    await ask(client, "ADA@Example.COM")
    assert (await mailbox.next_to("ada@example.com"))["To"] == "ada@example.com"
    assert len(mailbox.mails) == 1


async def test_asking_again_and_again_has_to_wait_known_or_not(
    make_user: MakeUser, client: TestClient
) -> None:
    await make_user("ada")
    client.app[keys.LINK_THROTTLE].counting._clock = lambda: 0.0
    for name in ("ada", "bob"):
        answers: list[ClientResponse] = []
        for _ in range(7):
            answers.append(await client.post(ASK, data={"email": f"{name}@example.com"}))
        assert [answer.status for answer in answers] == [200] * 5 + [429] * 2
        assert int(answers[-1].headers["Retry-After"]) >= 1


async def test_whoever_got_in_may_ask_anew(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    client.app[keys.LINK_THROTTLE].counting._clock = lambda: 0.0
    for _ in range(5):
        await ask(client)
        link = link_in(await mailbox.next_to("ada@example.com"))
    await client.post(link)
    await ask(client)


async def test_one_address_cannot_ask_for_everybody(client: TestClient) -> None:
    client.app[keys.LINK_THROTTLE].counting._clock = lambda: 0.0
    sent = [await client.post(ASK, data={"email": f"n{n}@example.com"}) for n in range(21)]
    assert [answer.status for answer in sent] == [200] * 20 + [429]


class Refusal(NamedTuple):
    """What the mail server refuses, in which words, and what becomes of them."""

    what: str
    reply: str
    status: int
    said: str


REFUSALS = [
    Refusal("refuse_senders", "550 not you", 503, "does not let this server in"),
    Refusal("refuse_recipients", "550 no such mailbox", 422, "takes no mail for this address"),
]


@pytest.mark.fault
@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("name", ["ada", "nobody"])
async def test_a_mail_server_that_refuses_is_named_as_the_reason(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox, refusal: Refusal, name: str
) -> None:
    await make_user("ada")
    setattr(mailbox, refusal.what, refusal.reply)
    with logged() as log:
        answer = await client.post(ASK, data={"email": f"{name}@example.com"})
    page = await answer.text()
    assert answer.status == refusal.status
    assert refusal.said in page
    assert f'value="{name}@example.com"' in page
    (line,) = [line for line in log.lines() if line["logger"] == "tracker.services.mail.mailer"]
    assert refusal.reply in line["message"]
    assert "@" not in line["message"]


@pytest.mark.fault
async def test_a_mail_server_that_is_down_is_a_page_of_its_own(
    client: TestClient, mailbox: Mailbox
) -> None:
    await mailbox.stop()
    answer = await client.post(ASK, data={"email": "ada@example.com"})
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "120"
    assert "The mail server does not answer, so no mail was sent." in await answer.text()


@pytest.mark.fault
async def test_no_token_is_in_the_database_or_the_log(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    with logged() as log:
        await ask(client)
        link = link_in(await mailbox.next_to("ada@example.com"))
        await client.get(link)
        await client.post(link, headers={"Sec-Fetch-Site": "cross-site"})
        await client.post(link)
    rows = await client.app[keys.KEPT].read("select * from mailed_link")
    token = link.rpartition("/")[2]
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    for secret in (token, *(cookie.value for cookie in cookies.values())):
        assert secret not in str([tuple(row) for row in rows])
        assert secret not in log.getvalue()
    assert "/login/link/{token}" in log.getvalue()


async def test_the_page_tells_its_address_to_nobody(link: str, client: TestClient) -> None:
    """And still lets a browser say where the click came from."""
    answer = await client.get(link)
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    used = await client.get(ASK + "/" + "a" * 43)
    assert used.headers["Referrer-Policy"] == "strict-origin"


async def test_the_mail_says_it_in_text_and_html(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    await ask(client)
    mail = await mailbox.next_to("ada@example.com")
    assert mail["Subject"] == "Your link to log in"
    assert html_of(mail).count(link_in(mail)) == 3
