"""Whoever changes what opens an account is not the only one who knows: its owner gets a mail."""

from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.conftest import PASSWORD, AsUser, Stranger
from tests.mailbox import Mailbox, text_of
from tests.product_server import ProductServer
from tests.web.accounts.test_two_factors import turn_on
from tracker.config import Config

PUBLIC = "http://localhost:8000"
HERE = {"Host": "localhost:8000", "Sec-Fetch-Site": "same-origin"}
ANOTHER = "violet-harbor-quartz-lemon"


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url, public_url=PUBLIC)


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(ProductServer(app), headers=HERE)


@pytest.fixture
def stranger(client: TestClient, aiohttp_client: AiohttpClient) -> Stranger:
    async def come() -> TestClient:
        return await aiohttp_client(client.server, headers=HERE)

    return come


@pytest.fixture
async def ada(as_user: AsUser, clock: Clock) -> TestClient:
    clock.stop()
    return await as_user("ada")


async def test_of_another_password(ada: TestClient, mailbox: Mailbox) -> None:
    typed = {"current": PASSWORD, "password": ANOTHER, "tokens": "keep"}
    await ada.post("/account/password", data=typed)
    mail = await mailbox.next_to("ada@example.com")
    assert mail["Subject"] == "The password of your account was changed"
    said = text_of(mail)
    assert "The one before logs nobody into the account of ada any more." in said
    assert "Network: 127.0.0.0/24" in said
    assert f"{PUBLIC}/account" in said
    assert PASSWORD not in said
    assert ANOTHER not in said


async def test_of_a_refused_one_there_is_none(ada: TestClient, mailbox: Mailbox) -> None:
    typed = {"current": "not it", "password": ANOTHER, "tokens": "keep"}
    await ada.post("/account/password", data=typed)
    typed["current"] = PASSWORD
    await ada.post("/account/password", data=typed)
    await mailbox.next_to("ada@example.com")
    assert len(mailbox.mails) == 1


async def test_of_two_steps_on_renewed_and_off(
    ada: TestClient, clock: Clock, mailbox: Mailbox
) -> None:
    phone, _codes = await turn_on(ada, clock)
    shown = {"shown": phone.next_code(), "mine": PASSWORD}
    await ada.post("/account/two-factors/codes", data=shown)
    right = {"password": PASSWORD, "code": phone.next_code()}
    await ada.post("/account/two-factors/off", data=right)
    mails = [(await mailbox.next_to("ada@example.com"))["Subject"] for _ in range(3)]
    assert mails == [
        "Two-step log-in was switched on",
        "There are new recovery codes for your account",
        "Two-step log-in was switched off",
    ]


async def test_in_the_language_of_whoever_did_it(ada: TestClient, mailbox: Mailbox) -> None:
    typed = {"current": PASSWORD, "password": ANOTHER, "tokens": "keep"}
    german = {"Accept-Language": "de"}
    await ada.post("/account/password", data=typed, headers=german)
    mail = await mailbox.next_to("ada@example.com")
    assert mail["Subject"] == "Das Passwort Ihres Kontos wurde geändert"
