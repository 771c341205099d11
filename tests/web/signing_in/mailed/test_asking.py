"""Who asks for links for somebody else does not keep them from asking, nor fill their mailbox."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tests.eventually import eventually
from tests.mailbox import Mailbox
from tests.web.signing_in.mailed.conftest import Browser, LogIn
from tracker.config import Config
from tracker.web import keys

WAYS = ["/login/link", "/login/reset"]


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


@pytest.fixture(autouse=True)
def at_once(client: TestClient) -> None:
    """No time passes between any two tries."""
    client.app[keys.LINK_THROTTLE].counting._clock = lambda: 0.0
    client.app[keys.MAIL_GATE]._clock = lambda: 0.0


async def ask(
    browser: TestClient, number: int, path: str = WAYS[0], email: str = "ada@example.com"
) -> int:
    """The answer's status; the number stands for the network one asks from."""
    network = {"X-Forwarded-For": f"203.0.{number}.9"}
    return (await browser.post(path, data={"email": email}, headers=network)).status


@pytest.mark.parametrize("way", WAYS)
async def test_a_stranger_who_asks_for_somebody_keeps_nobody_else_from_asking(
    make_user: MakeUser, client: TestClient, browser: Browser, way: str
) -> None:
    await make_user("ada")
    assert [await ask(client, 1, way) for _ in range(7)] == [200] * 5 + [429] * 2
    assert await ask(await browser(), 2, way) == 200


async def test_strangers_together_do_not_fill_a_mailbox(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    answers = [await ask(client, number, WAYS[number % 2]) for number in range(20)]
    assert answers == [200] * 8 + [429] * 12
    await eventually(lambda: not client.app[keys.MAILER].depth)
    assert len(mailbox.mails) == 8


@pytest.mark.parametrize("way", WAYS)
async def test_a_browser_that_was_in_the_account_gets_its_link_all_the_same(
    ada: TestClient, client: TestClient, way: str
) -> None:
    await ada.post("/logout")
    for number in range(20):
        last = await ask(client, number, way)
    assert last == 429
    assert await ask(ada, 3, way) == 200


async def test_a_browser_that_was_in_one_account_is_a_stranger_to_another(
    ada: TestClient, make_user: MakeUser
) -> None:
    await make_user("grace")
    asked = [await ask(ada, number, email="grace@example.com") for number in range(10)]
    assert asked == [200] * 8 + [429] * 2


async def test_whether_somebody_has_the_address_makes_no_difference(
    make_user: MakeUser, client: TestClient
) -> None:
    await make_user("ada")
    for email in ("ada@example.com", "nobody@example.com"):
        asked = [await ask(client, number, email=email) for number in range(10)]
        assert asked == [200] * 8 + [429] * 2


async def test_accounts_together_do_not_fill_a_strangers_mailbox(
    make_user: MakeUser, login: LogIn
) -> None:
    """By asking for that address as their own."""
    answers = []
    for number in range(10):
        await make_user(f"eve{number}")
        eve = await login(f"eve{number}")
        wish = {"email": "victim@example.org", "password": PASSWORD}
        answers.append((await eve.post("/account/email", data=wish)).status)
    assert answers == [200] * 8 + [429] * 2
