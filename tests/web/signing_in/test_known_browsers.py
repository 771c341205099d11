"""Nobody is kept out of a browser in which they have logged in, however much a stranger guesses."""

import re
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser, Login, MakeUser, Stranger
from tracker.config import Config
from tracker.web import keys

NEW = "another-quartz-lemon-harbor"
WRONG = {"password": "wrong-wrong-wrong-wrong"}


@pytest.fixture(autouse=True)
def at_once(client: TestClient) -> None:
    """No time passes between any two tries."""
    for throttle in (keys.THROTTLE, keys.CODE_THROTTLE):
        client.app[throttle].counting._clock = lambda: 0.0


async def statuses(browser: TestClient, count: int, login: str = "ada", **typed: str) -> list[int]:
    """Of wrong passwords, or others, one after the other."""
    form = {"login": login} | WRONG | typed
    sent = [await browser.post("/login", data=form, allow_redirects=False) for _ in range(count)]
    return [answer.status for answer in sent]


@pytest.fixture
async def known(
    client: TestClient, make_user: MakeUser, stranger: Stranger, login: Login
) -> TestClient:
    """Ada's browser, in which she has logged in and out."""
    await make_user("ada")
    browser = await stranger()
    await login(browser, "ada")
    await browser.post("/logout")
    return browser


def device_of(browser: TestClient) -> str:
    """What the browser keeps of who has logged in there."""
    name = browser.app[keys.COOKIE] + "-device"
    cookies = browser.session.cookie_jar.filter_cookies(browser.make_url("/"))
    return cookies[name].value if name in cookies else ""


async def test_whoever_has_logged_in_before_is_let_in_while_a_stranger_guesses(
    known: TestClient, client: TestClient
) -> None:
    for typed in ("ada", "ada@example.com"):
        assert await statuses(client, 7, typed) == [401] * 5 + [429] * 2
    assert await statuses(known, 1, password=PASSWORD) == [303]
    assert await statuses(client, 1, password=PASSWORD) == [429]


async def test_guesses_in_a_known_browser_are_counted_for_it_alone(
    known: TestClient, client: TestClient
) -> None:
    assert await statuses(known, 7) == [401] * 5 + [429] * 2
    assert await statuses(client, 1, password=PASSWORD) == [303]


async def test_it_is_known_for_that_account_only(
    known: TestClient, client: TestClient, make_user: MakeUser
) -> None:
    await make_user("grace")
    await statuses(client, 6, "grace")
    assert await statuses(known, 1, "grace", password=PASSWORD) == [429]


async def test_each_log_in_gives_it_another_mark(known: TestClient) -> None:
    before = device_of(known)
    await statuses(known, 1, password=PASSWORD)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", before)
    assert device_of(known) != before


async def test_another_password_makes_every_other_browser_a_stranger(
    known: TestClient, client: TestClient, stranger: Stranger, login: Login
) -> None:
    elsewhere = await stranger()
    await login(elsewhere, "ada")
    changed = {"current": PASSWORD, "password": NEW}
    await elsewhere.post("/account/password", data=changed)
    await elsewhere.post("/logout")
    await statuses(client, 6)
    assert await statuses(known, 1, password=NEW) == [429]
    assert await statuses(elsewhere, 1, password=NEW) == [303]


@pytest.mark.parametrize("garbage", ["x", "A" * 43, "é", ".".join(["A" * 43] * 4), "." * 400])
async def test_what_is_no_mark_makes_nobody_known(
    client: TestClient, make_user: MakeUser, garbage: str
) -> None:
    await make_user("ada")
    name = client.app[keys.COOKIE] + "-device"
    for _ in range(6):
        cookie = {"Cookie": f"{name}={garbage}"}
        answer = await client.post("/login", data={"login": "ada"} | WRONG, headers=cookie)
    assert answer.status == 429


async def test_what_strangers_do_does_not_keep_anybody_from_a_form_inside(
    as_user: AsUser, client: TestClient
) -> None:
    ada = await as_user("ada")
    await statuses(client, 6)
    changed = {"current": PASSWORD, "password": NEW}
    answer = await ada.post("/account/password", data=changed, allow_redirects=False)
    assert answer.status == 303


async def test_a_stolen_session_does_not_keep_its_owner_from_a_form_in_another(
    as_user: AsUser,
) -> None:
    thief, ada = await as_user("ada"), await as_user("ada")
    guess = {"current": "wrong-wrong-wrong", "password": NEW}
    said = [await (await thief.post("/account/password", data=guess)).text() for _ in range(6)]
    assert "Too many tries" in said[-1]
    answer = await ada.post(
        "/account/password", data=guess | {"current": PASSWORD}, allow_redirects=False
    )
    assert answer.status == 303


async def test_a_name_and_its_address_are_not_told_to_be_one_account(
    client: TestClient, make_user: MakeUser
) -> None:
    """Whoever is made to wait for one of the two is not made to wait for the other."""
    await make_user("ada")
    assert (await statuses(client, 6, "ada"))[-1] == 429
    assert await statuses(client, 1, "ada@example.com") == [401]


class TestOverHttps:
    @pytest.fixture(params=["", "/stats"])
    def config(self, config: Config, request: pytest.FixtureRequest) -> Config:
        public = "https://stats.example.com"
        return replace(config, public_url=public, base_path=request.param)

    async def test_the_mark_goes_where_the_sessions_cookie_goes(
        self, client: TestClient, make_user: MakeUser, config: Config
    ) -> None:
        await make_user("ada")
        typed = {"login": "ada", "password": PASSWORD}
        page = {"Host": "stats.example.com", "Sec-Fetch-Site": "same-origin"}
        path = f"{config.base_path}/login"
        answer = await client.post(path, data=typed, headers=page, allow_redirects=False)
        session, device = [
            answer.cookies[client.app[keys.COOKIE] + each] for each in ("", "-device")
        ]
        for attribute in ("secure", "httponly", "samesite", "path", "domain"):
            assert device[attribute] == session[attribute]
        assert device["max-age"] == str(400 * 86_400)
