"""Logging in as Umami's programs do: the throttle, two factors and ends are those of the pages."""

from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.web.umami_api.conftest import RANGE, WEBSITE, ask, token_for
from tests.world import PASSWORD
from tracker.services.peers.log_in_tokens import LIFE
from tracker.storage.accounts.personal_tokens import tokens_of_user
from tracker.web import keys

STATS = f"/api/websites/{WEBSITE}/stats"


async def log_in(client: TestClient, password: str, name: str = "ada") -> ClientResponse:
    typed = {"username": name, "password": password}
    return await client.post("/api/auth/login", json=typed)


async def error_of(answer: ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = (await answer.json())["error"]
    assert found["status"] == answer.status
    return found


async def test_a_password_is_worth_a_token_for_reports(client: TestClient) -> None:
    for name in ("ada", "ADA", "ada@example.com"):
        answer = await log_in(client, PASSWORD, name)
        told = await answer.json()
        assert told["user"] == {
            "id": "74726163-6b65-4072-9000-000000000001",
            "username": "ada",
            "role": "admin" if told["user"]["isAdmin"] else "user",
            "createdAt": told["user"]["createdAt"],
            "isAdmin": told["user"]["isAdmin"],
            "teams": [],
        }
        assert "Set-Cookie" not in answer.headers
        assert (await ask(client, STATS, told["token"], **RANGE)).status == 200
    refused = await ask(client, "/api/sites", told["token"])  # which takes the scope read
    assert refused.status == 403


async def test_a_token_opens_no_page(client: TestClient) -> None:
    told = await (await log_in(client, PASSWORD)).json()
    cookie = {"Cookie": f"{client.app[keys.COOKIE]}={told['token']}"}
    page = await client.get("/account", headers=cookie, allow_redirects=False)
    assert page.status == 303


async def test_whoever_logs_in_all_the_time_has_one_token(client: TestClient, clock: Clock) -> None:
    db = client.app[keys.KEPT]
    first = (await (await log_in(client, PASSWORD)).json())["token"]
    clock.now += LIFE // 4
    assert (await (await log_in(client, PASSWORD)).json())["token"] == first
    clock.now += LIFE // 2  # it has some hours left, which may be too few
    second = (await (await log_in(client, PASSWORD)).json())["token"]
    assert second != first
    assert (await ask(client, STATS, first, **RANGE)).status == 200
    clock.now += LIFE
    await log_in(client, PASSWORD)
    [left] = await tokens_of_user(db, 1)  # what has run out is gone
    assert left.until == clock.now + LIFE
    assert (await ask(client, STATS, first, **RANGE)).status == 401


async def test_a_wrong_password_is_said_in_their_words_and_slowed_down(
    client: TestClient,
) -> None:
    for _ in range(5):
        error = await error_of(await log_in(client, "wrong"))
        assert (error["message"], error["code"]) == ("Unauthorized", "incorrect-username-password")
    answer = await log_in(client, PASSWORD)
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 30
    assert (await error_of(answer))["code"] == "too-many-requests"
    page = await client.post("/login", data={"login": "ada", "password": PASSWORD})
    assert page.status == 429  # one throttle for both


async def test_nobody_is_told_who_has_an_account(client: TestClient) -> None:
    known, unknown = await log_in(client, "wrong"), await log_in(client, "wrong", "nobody")
    assert await known.read() == await unknown.read()


async def test_a_token_is_as_good_as_a_password(client: TestClient, token: str) -> None:
    for name in ("ada", "whoever"):
        told = await (await log_in(client, token, name)).json()
        assert (told["token"], told["user"]["username"]) == (token, "ada")
    for secret in (await token_for(client, "read"), "trkp_wrong"):
        assert (await log_in(client, secret)).status in {401, 403}


async def test_two_factors_ask_for_a_token(client: TestClient, token: str) -> None:
    async with client.app[keys.KEPT].transaction() as tx:
        await tx.execute(
            "insert into two_factors (user_id, salt, key_hash, turned_on_at, last_step)"
            " values (1, x'00', x'00', 1, 0)"
        )
    error = await error_of(await log_in(client, PASSWORD))
    assert error["status"] == 401
    assert "token with the scope reports" in error["detail"]
    assert (await log_in(client, token)).status == 200


async def test_who_is_switched_off_is_out_at_once(client: TestClient) -> None:
    token = (await (await log_in(client, PASSWORD)).json())["token"]
    async with client.app[keys.KEPT].transaction() as tx:
        await tx.execute("update user set disabled_at = 1")
    assert (await ask(client, STATS, token, **RANGE)).status == 401
    assert (await error_of(await log_in(client, PASSWORD)))["code"] == "forbidden"


async def test_a_revoked_token_is_not_given_again(client: TestClient) -> None:
    first = (await (await log_in(client, PASSWORD)).json())["token"]
    async with client.app[keys.KEPT].transaction() as tx:
        await tx.execute("delete from personal_token")
    assert (await ask(client, STATS, first, **RANGE)).status == 401
    assert (await (await log_in(client, PASSWORD)).json())["token"] != first


@pytest.mark.parametrize("body", [b"", b"[]", b'{"username": "ada"}', b'{"username":1}', b"\xff"])
async def test_what_is_no_log_in_is_a_bad_request(client: TestClient, body: bytes) -> None:
    answer = await client.post("/api/auth/login", data=body)
    assert (await error_of(answer))["code"] == "bad-request"
