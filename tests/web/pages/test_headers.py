"""B3: every answer of every route carries its headers; the sum is what a grader would give."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import OUR_PAGE, PASSWORD, QUICK
from tests.web.asking.routes_sampled import sampled
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.web import keys

HOST = {"Host": "stats.example.com"}


@pytest.fixture
async def public(config: Config, aiohttp_client: AiohttpClient) -> TestClient:
    """A stranger's browser before a server behind https."""
    app = create_app(replace(config, public_url="https://stats.example.com", registration="open"))
    app[keys.PASSWORDS] = Passwords(QUICK)
    app.router.add_get("/broken", broken)
    return await aiohttp_client(app, headers=OUR_PAGE | HOST)


async def broken(request: web.Request) -> web.Response:
    raise ZeroDivisionError


async def cookie_of_admin(public: TestClient) -> str:
    new = NewUser("ada", "ada@example.com", QUICK.hash(PASSWORD))
    async with public.app[keys.DATABASE].transaction() as tx:
        await insert_first_user(tx, new, 1)
    typed = {"login": "ada", "password": PASSWORD}
    answer = await public.post("/login", data=typed, allow_redirects=False)
    return f"__Host-tracker={answer.cookies['__Host-tracker'].value}"


async def answers_of(public: TestClient) -> AsyncIterator[ClientResponse]:
    """Each route as a stranger and as the admin, each kind of error, each kind of static file."""
    admin = {"Cookie": await cookie_of_admin(public)}
    for route, path in sampled(public.app):
        if route.method in {"GET", "POST"} and not is_stream(path):
            yield await public.request(route.method, path, allow_redirects=False)
            yield await public.request(route.method, path, headers=admin, allow_redirects=False)
    yield await public.get("/nothing")
    yield await public.get("/nothing", headers={"Accept": "application/json"})
    yield await public.get("/broken")
    yield await public.get("/login", headers={"Host": "evil.example"})
    yield await public.put("/login")
    yield await public.post("/login", headers={"Sec-Fetch-Site": "cross-site"})
    yield await public.post("/login", data={"login": "x" * 40_000})
    yield await public.get("/static/style.css")
    yield await public.get("/static/nothing.css")
    yield await public.get(f"{public.app[keys.STATIC]}/style.css")


def is_stream(path: str) -> bool:
    """Answers that have no end, or are no page: their own tests look at them."""
    return "socket" in path or path.startswith("/api/")


def is_open(answer: ClientResponse) -> bool:
    return answer.headers.get("Cross-Origin-Resource-Policy") == "cross-origin"


def policy_of(headers: Mapping[str, str]) -> dict[str, str]:
    parts = headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}


def score_of(headers: Mapping[str, str], cookies: SimpleCookie) -> int:
    """The points of one answer as MDN's Observatory counts them; 145 at most."""
    policy = policy_of(headers)
    score = 100
    unsafe = re.search("unsafe-(inline|eval)", headers["Content-Security-Policy"])
    score += -20 if unsafe else 10 if policy.get("default-src") == "'none'" else 0
    score += 5 if policy.get("frame-ancestors") in {"'none'", "'self'"} else -20
    lifetime = re.match(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    score -= 20 if not lifetime or int(lifetime[1]) < 31_536_000 else 0
    score -= 5 if headers.get("X-Content-Type-Options") != "nosniff" else 0
    score += 10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0
    score += 10 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else 0
    score += 10 if headers.get("Cross-Origin-Embedder-Policy") == "require-corp" else 0
    score += 5 if headers.get("Referrer-Policy") == "same-origin" else 0
    for cookie in cookies.values():
        score -= 40 if not cookie["secure"] else 0
        score -= 30 if not cookie["httponly"] else 0
    return min(score, 145)


@pytest.mark.fault
async def test_every_answer_of_ours_would_get_an_a_plus(public: TestClient) -> None:
    seen = 0
    async for answer in answers_of(public):
        if not is_open(answer):
            assert score_of(answer.headers, answer.cookies) >= 130, (
                answer.method,
                answer.url,
                answer.status,
            )
            seen += 1
    assert seen > 25


@pytest.mark.fault
async def test_no_answer_says_what_the_server_is_made_of(public: TestClient) -> None:
    async for answer in answers_of(public):
        assert not answer.headers.get("Server"), answer.url
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.fault
async def test_no_page_is_kept_by_a_cache(public: TestClient) -> None:
    async for answer in answers_of(public):
        if not is_open(answer) and not answer.url.path.startswith(("/static/", "/avatars/")):
            assert answer.headers["Cache-Control"] == "no-store", answer.url


@pytest.mark.fault
async def test_no_page_has_inline_script_or_style(public: TestClient) -> None:
    async for answer in answers_of(public):
        if answer.content_type == "text/html":
            page = await answer.text()
            assert not re.search(r"<script(?![^>]*\ssrc=)", page), answer.url
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), answer.url


async def test_a_file_under_its_hash_is_kept_for_ever_and_a_plain_one_is_asked_for(
    public: TestClient,
) -> None:
    hashed = await public.get(f"{public.app[keys.STATIC]}/style.css")
    plain = await public.get("/static/style.css")
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "no-cache"
    assert await hashed.read() == await plain.read()


async def test_a_host_header_cannot_write_into_the_policy(client: TestClient) -> None:
    answer = await client.get("/login", headers={"Host": "x; script-src *"})
    assert "*" not in answer.headers.get("Content-Security-Policy", "")


async def test_over_plain_http_no_browser_is_told_to_use_https(client: TestClient) -> None:
    answer = await client.get("/login")
    assert "Strict-Transport-Security" not in answer.headers
    assert f"ws://{client.host}:{client.port}" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("asked", "said"), [(False, ""), (True, "; includeSubDomains")])
async def test_other_hosts_are_promised_only_when_asked_for(
    config: Config, aiohttp_client: AiohttpClient, asked: bool, said: str
) -> None:
    config = replace(config, public_url="https://stats.example.com", hsts_subdomains=asked)
    client = await aiohttp_client(create_app(config))
    answer = await client.get("/login", headers={"Host": "stats.example.com"})
    assert answer.headers["Strict-Transport-Security"] == f"max-age=63072000{said}"


async def test_a_policy_with_less_would_not_get_an_a_plus(public: TestClient) -> None:
    answer = await public.get("/login")
    weaker = dict(answer.headers) | {"Content-Security-Policy": "default-src 'unsafe-inline'"}
    assert score_of(weaker, answer.cookies) < 130
    assert score_of(answer.headers, SimpleCookie("sid=1")) < 130
