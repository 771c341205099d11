"""What a provider, or somebody who plays one, sends that nobody is let in for."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import ClientTimeout, web
from aiohttp.test_utils import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.conftest import MakeUser, Stranger
from tests.small_provider import SECRET, SmallProvider, answers, unsigned
from tests.web.providers.conftest import SignIn, arrive
from tests.web.providers.test_signing_in import PAGE, who
from tracker.web import keys

NOW = int(time.time())


@pytest.fixture(autouse=True)
async def somebody(make_user: MakeUser) -> None:
    await make_user("ada")


def other_key(claims: dict[str, Any]) -> str:
    """Signed by somebody else under the name of a key of the provider's."""
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": "k"}, claims, key)


def by_our_secret(claims: dict[str, Any]) -> str:
    """As a provider might, to whom HS256 is an option: it is not to us."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


SIGNED_WRONG: dict[str, Callable[[dict[str, Any]], str]] = {
    "nothing": unsigned,
    "another key": other_key,
    "our secret": by_our_secret,
    "no token": lambda _claims: "ada",
    "two parts": lambda _claims: "a.b",
    "an empty text": lambda _claims: "",
}


@pytest.mark.parametrize("name", SIGNED_WRONG)
async def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(
    client: TestClient, sign_in: SignIn, provider: SmallProvider, name: str
):
    provider.sign = SIGNED_WRONG[name]
    answer = await sign_in(client)
    assert answer.status in {403, 503}
    assert await who(client) == ""


async def test_the_published_key_is_no_secret_to_sign_with(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    def confused(claims: dict[str, Any]) -> str:
        public = provider.key.as_pem(private=False)
        head = unsigned({"alg": "HS256", "kid": provider.key.kid}).split(".")[1]
        return hmac_signed(head, unsigned(claims).split(".")[1], public)

    provider.sign = confused
    assert (await sign_in(client)).status == 403
    assert await who(client) == ""


def hmac_signed(head: str, body: str, key: bytes) -> str:
    made = hmac.new(key, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


SAID_WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "the issuer and a slash": {"iss": "/"},
    "another client": {"aud": "shop"},
    "no client": {"aud": []},
    "two clients, made for the other": {"aud": ["tracker", "shop"], "azp": "shop"},
    "two clients, made for nobody": {"aud": ["tracker", "shop"]},
    "made for another": {"azp": "shop"},
    "over": {"exp": NOW - 120},
    "never over": {"exp": float("nan")},
    "from the future": {"iat": NOW + 3600},
    "another nonce": {"nonce": "of an old sign-in"},
    "no nonce": {"nonce": None},
    "a nonce of another kind": {"nonce": {"a": 1}},
    "nobody": {"sub": ""},
    "a number": {"sub": 7},
    "a long subject": {"sub": "x" * 256},
}


@pytest.mark.parametrize("name", SAID_WRONG)
async def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    client: TestClient, sign_in: SignIn, provider: SmallProvider, name: str
):
    said = SAID_WRONG[name]
    provider.token = {"iss": provider.issuer + "/"} if said == {"iss": "/"} else said
    answer = await sign_in(client)
    assert answer.status == 403, await answer.text()
    assert "cannot be trusted" in await answer.text()
    assert await who(client) == ""


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "exp", "iat", "nonce"])
async def test_a_token_without_one_of_its_claims_lets_nobody_in(
    client: TestClient, sign_in: SignIn, provider: SmallProvider, claim: str
):
    provider.lacking = {claim}
    assert (await sign_in(client)).status == 403
    assert await who(client) == ""


async def test_a_minute_between_the_clocks_is_forgiven(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    now = int(time.time())
    provider.token = {"iat": now + 30, "exp": now - 30}
    await sign_in(client)
    assert await who(client) == "ada"


async def test_keys_that_were_changed_meanwhile_are_fetched_and_old_ones_not_asked_for(
    client: TestClient, sign_in: SignIn, provider: SmallProvider, clock
):
    await sign_in(client)
    await sign_in(client)
    assert provider.asked.count("/jwks") == 1
    provider.renew_keys()
    clock.forward(minutes=1)
    await client.post("/logout", headers=PAGE)
    await sign_in(client)
    assert await who(client) == "ada"
    assert provider.asked.count("/jwks") == 2


async def test_unknown_keys_do_not_make_it_ask_each_time(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    provider.sign = other_key
    for _ in range(3):
        await sign_in(client)
    assert provider.asked.count("/jwks") == 1


async def test_a_code_and_its_state_are_good_once(client: TestClient, back):
    path = await back(client)
    assert (await arrive(client, path)).status == 303
    await client.post("/logout", headers=PAGE)
    again = await arrive(client, path)
    assert again.status == 400
    assert "was finished already" in await again.text()
    assert await who(client) == ""


async def test_a_code_that_was_used_is_not_taken_back(
    client: TestClient, back, provider: SmallProvider
):
    path = await back(client)
    provider._codes.clear()
    answer = await arrive(client, path)
    assert (answer.status, "too old" in await answer.text()) == (400, True)


async def test_what_was_begun_in_another_browser_is_not_finished_in_this_one(
    client: TestClient, stranger: Stranger, back, provider: SmallProvider
):
    path = await back(client)
    other = await stranger()
    assert (await arrive(other, path)).status == 400
    assert provider.grants == []
    assert (await arrive(client, path)).status == 303, "and it has not used it up"


async def test_a_state_of_ones_own_making_is_refused(client: TestClient, provider: SmallProvider):
    for query in ("code=x&state=" + "a" * 43, "code=x", "", "state=&code="):
        assert (await arrive(client, f"/login/provider/back?{query}")).status == 400
    assert provider.asked == []


async def test_the_answer_of_another_issuer_is_not_taken(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    provider.answer = {"iss": "https://evil.example"}
    assert (await sign_in(client)).status == 403
    assert provider.grants == [], "the code is not shown around"


async def test_one_that_names_itself_in_its_answers_always_has_to(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    provider.published = {"authorization_response_iss_parameter_supported": True}
    assert (await sign_in(client)).status == 403
    provider.answer = {"iss": provider.issuer}
    assert (await sign_in(client)).status == 303


async def test_who_turns_back_there_is_told_so_and_no_word_of_theirs_is_shown(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    provider.answer = {"error": "access_denied", "error_description": "call 555-1234"}
    answer = await sign_in(client)
    text = await answer.text()
    assert answer.status == 403
    assert "turned back there" in text
    assert "555" not in text


async def test_it_goes_on_to_no_other_server(client: TestClient, sign_in: SignIn):
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "/..//evil"):
        answer = await sign_in(client, f"/login/provider?next={target}")
        assert answer.headers["Location"] == "/"


PUBLISHED_WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://evil.example"},
    "no issuer": {"issuer": None},
    "a page of script": {"authorization_endpoint": "javascript:alert(1)"},
    "http elsewhere": {"token_endpoint": "http://login.example.com/token"},
    "a file": {"jwks_uri": "file:///etc/passwd"},
    "no address": {"token_endpoint": "https://[x"},
    "a number": {"token_endpoint": 7},
    "a list": {"userinfo_endpoint": ["https://login.example.com"]},
}


@pytest.mark.parametrize("name", PUBLISHED_WRONG)
async def test_a_provider_that_tells_nonsense_of_itself_gets_nobody(
    client: TestClient, provider: SmallProvider, name: str
):
    provider.published = PUBLISHED_WRONG[name]
    answer = await client.post("/login/provider", headers=PAGE)
    assert answer.status == 503
    assert "http-equiv" not in await answer.text()


ANSWERED_WRONG: dict[str, Callable[[], web.Response]] = {
    "a fault": lambda: web.Response(status=500, text="oops"),
    "no JSON": lambda: web.Response(text="<html>"),
    "no object": lambda: web.json_response(["a"]),
    "deep JSON": lambda: web.Response(text="[" * 200_000),
    "a huge answer": lambda: web.Response(body=b" " * 400_000),
    "another place": lambda: web.Response(status=302, headers={"Location": "http://localhost:1/"}),
    "an empty answer": web.Response,
    "half an object": lambda: web.Response(text='{"issuer": "http'),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
@pytest.mark.parametrize("name", ANSWERED_WRONG)
async def test_an_answer_that_is_none_is_told_in_a_sentence(
    client: TestClient, sign_in: SignIn, provider: SmallProvider, name: str, path: str
):
    provider.hook = answers(path, ANSWERED_WRONG[name])
    if path == "/.well-known/openid-configuration":
        answer = await client.post("/login/provider", headers=PAGE)
    else:
        answer = await sign_in(client)
    assert answer.status == 503
    assert "Example ID" in await answer.text()
    assert await who(client) == ""


async def test_a_secret_that_it_does_not_know_is_said(
    client: TestClient, sign_in: SignIn, provider: SmallProvider
):
    wrong = {"error": "invalid_client"}
    provider.hook = answers("/token", lambda: web.json_response(wrong, status=401))
    answer = await sign_in(client)
    assert (answer.status, "ID or secret is wrong" in await answer.text()) == (503, True)


async def test_one_that_never_answers_is_not_waited_for(
    client: TestClient, provider: SmallProvider, monkeypatch: pytest.MonkeyPatch
):
    forever = asyncio.Event()

    async def hang(_path: str) -> None:
        await forever.wait()

    provider.hook = hang
    calls = client.app[keys.PROVIDER]._calls
    monkeypatch.setattr(calls, "_limit", ClientTimeout(total=0.2))
    answer = await client.post("/login/provider", headers=PAGE)
    forever.set()
    assert (answer.status, "does not answer" in await answer.text()) == (503, True)


async def test_nobody_begins_without_end(client: TestClient):
    answers = [await client.post("/login/provider", headers=PAGE) for _ in range(21)]
    assert [each.status for each in answers[-2:]] == [200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_no_other_site_begins_it(client: TestClient):
    answer = await client.post("/login/provider", headers=PAGE | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
