"""Where the operator wants everybody to sign in with the provider: nothing of ours lets in, but
what they print themselves."""

import secrets
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tests.fixtures.server import OUR_PAGE
from tests.web.providers.conftest import SignIn
from tests.web.providers.test_signing_in import PAGE, who
from tracker.config import Config
from tracker.services.acts.acting import Refusal, unseen
from tracker.services.acts.performing import perform
from tracker.web import keys
from tracker.web.serving.acts import acting

OURS = OUR_PAGE | PAGE


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, local_login=False, registration="open")


async def test_the_page_offers_nothing_else(client: TestClient, make_user: MakeUser):
    await make_user("ada")
    text = await (await client.get("/login", headers=PAGE)).text()
    assert "Log in with Example ID" in text
    assert 'type="password"' not in text
    assert "/register" not in text


@pytest.mark.parametrize(
    "path", ["/login/link", "/login/reset", "/register", f"/login/link/{'a' * 43}"]
)
async def test_no_other_way_is_open(client: TestClient, make_user: MakeUser, path: str):
    await make_user("ada")
    answer = await client.get(path, headers=PAGE)
    assert answer.status == 403
    assert "sign in from the log-in page" in await answer.text()
    assert (await client.post(path, headers=OURS, data={"email": "ada@example.com"})).status == 403


async def test_the_right_password_lets_nobody_in(client: TestClient, make_user: MakeUser):
    await make_user("ada")
    typed = {"login": "ada", "password": PASSWORD}
    assert (await client.post("/login", headers=OURS, data=typed)).status == 403
    assert await who(client) == ""


async def test_nor_does_a_passkey(client: TestClient, make_user: MakeUser):
    await make_user("ada")
    assert (await client.post("/login/passkey", headers=OURS)).status == 403
    assert (await client.get("/login/passkey/options", headers=PAGE)).status == 403


async def test_nor_does_it_make_a_token_for_a_program(client: TestClient, make_user: MakeUser):
    await make_user("ada")
    typed = {"username": "ada", "password": PASSWORD}
    assert (await client.post("/api/auth/login", headers=PAGE, json=typed)).status == 403


async def test_the_provider_does(client: TestClient, make_user: MakeUser, sign_in: SignIn):
    await make_user("ada")
    await sign_in(client)
    assert await who(client) == "ada"


async def test_the_first_account_is_made_with_the_set_up_link_all_the_same(client: TestClient):
    path = f"/setup/{await client.app[keys.SETUP_LINK].token()}"
    typed = {"email": "ada@example.com", "password": "violet-harbor-quartz-lemon"}
    answer = await client.post(path, headers=OURS, data=typed, allow_redirects=False)
    assert answer.status == 303
    assert await who(client) == "ada"


async def test_a_link_that_the_operator_prints_lets_in_once(
    client: TestClient, make_user: MakeUser
):
    await make_user("ada")
    made = await perform(acting(client.app, unseen), "user-login-link", {"user": "ada"})
    assert isinstance(made, dict)
    path = f"/login/once/{made['token']}"
    assert "ada" in await (await client.get(path, headers=PAGE)).text()
    await client.post(path, headers=OURS, allow_redirects=False)
    assert await who(client) == "ada"
    assert (await client.post(path, headers=OURS)).status == 404
    assert (
        await client.get(f"/login/once/{secrets.token_urlsafe(32)}", headers=PAGE)
    ).status == 404


async def test_no_link_is_printed_without_a_server_or_for_nobody(
    client: TestClient, make_user: MakeUser
):
    await make_user("ada")
    context = acting(client.app, unseen)
    with pytest.raises(Refusal, match="No server runs here"):
        await perform(replace(context, printed_links=None), "user-login-link", {"user": "ada"})
    with pytest.raises(Refusal):
        await perform(context, "user-login-link", {"user": "eve"})
