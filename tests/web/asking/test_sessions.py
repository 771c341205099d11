"""C3, C4, C5: the session cookie is new at log-in, dead when revoked, and never a fault."""

import asyncio
import re
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import AsyncMock

import pytest
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.conftest import OUR_PAGE, PASSWORD, QUICK, AsUser, Login, MakeUser, Stranger
from tests.eventually import PATIENCE, eventually
from tests.web.live.live_views import origin_of
from tests.web.sites.owners import add_site
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.web import keys

DAY = 86_400_000


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.stop()
    return clock


def token_of(browser: TestClient) -> str:
    kept = browser.session.cookie_jar.filter_cookies(browser.make_url("/"))
    return kept[browser.app[keys.COOKIE]].value


async def is_let_in(client: TestClient, token: str) -> bool:
    """Whether that token still opens the account page, in a browser that knows nothing else."""
    cookie = {"Cookie": f"{client.app[keys.COOKIE]}={token}"}
    answer = await client.get("/account", headers=cookie, allow_redirects=False)
    assert answer.status in {200, 303}
    return answer.status == 200


@pytest.mark.fault
async def test_a_cookie_set_before_the_login_is_not_kept(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    fixed = "A" * 43
    answer = await client.post(
        "/login",
        data={"login": "ada", "password": PASSWORD},
        headers={"Cookie": f"{client.app[keys.COOKIE]}={fixed}"},
        allow_redirects=False,
    )
    token = answer.cookies[client.app[keys.COOKIE]].value
    client.session.cookie_jar.clear()
    assert token != fixed
    assert not await is_let_in(client, fixed)
    assert await is_let_in(client, token)


@pytest.mark.fault
async def test_logging_in_again_ends_the_session_before(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user()
    before = token_of(ada)
    await ada.post("/login", data={"login": "ada", "password": PASSWORD}, allow_redirects=False)
    assert token_of(ada) != before
    assert not await is_let_in(client, before)
    assert await is_let_in(client, token_of(ada))


@pytest.mark.fault
async def test_a_cookie_is_worth_nothing_after_logout(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    token = token_of(ada)
    await ada.post("/logout")
    assert not await is_let_in(client, token)


@pytest.mark.fault
async def test_a_session_ends_after_a_week_without_use(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    token = token_of(await as_user())
    clock.now += 7 * DAY - 1
    assert await is_let_in(client, token)
    clock.now += 7 * DAY
    assert not await is_let_in(client, token)


@pytest.mark.fault
async def test_a_session_ends_after_thirty_days_however_much_used(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    token = token_of(await as_user())
    for _ in range(5):
        clock.now += 6 * DAY - 1000
        assert await is_let_in(client, token)
    clock.now += 6000
    assert not await is_let_in(client, token)


async def test_a_clock_that_jumps_back_prolongs_nothing(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    token = token_of(await as_user())
    clock.now -= 10 * 365 * DAY
    assert await is_let_in(client, token)
    clock.now += 10 * 365 * DAY + 7 * DAY
    assert not await is_let_in(client, token)


async def test_a_user_revokes_another_browser(client: TestClient, as_user: AsUser) -> None:
    ada, phone = await as_user("ada"), await as_user("ada")
    page = await (await ada.get("/account")).text()
    listed = re.findall(r"<li>.*?</li>", page, re.DOTALL)
    (other,) = [each for each in listed if "/revoke" in each and "This one" not in each]
    await ada.post(re.search(r'action="(/account/sessions/\d+/revoke)"', other)[1])
    assert not await is_let_in(client, token_of(phone))
    assert await is_let_in(client, token_of(ada))


async def test_a_user_revokes_this_very_browser(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    token = token_of(ada)
    page = await (await ada.get("/account")).text()
    await ada.post(re.search(r'action="(/account/sessions/\d+/revoke)"', page)[1])
    assert not await is_let_in(client, token)
    assert client.app[keys.COOKIE] not in ada.session.cookie_jar.filter_cookies(ada.make_url("/"))


async def test_a_user_revokes_all_other_browsers(client: TestClient, as_user: AsUser) -> None:
    ada, others = await as_user("ada"), [await as_user("ada") for _ in range(3)]
    await ada.post("/account/sessions/revoke")
    assert not any([await is_let_in(client, token_of(each)) for each in others])
    assert await is_let_in(client, token_of(ada))


@pytest.mark.fault
async def test_logging_out_everywhere_closes_what_is_open_at_once(
    client: TestClient, as_user: AsUser
) -> None:
    grace, ada = await as_user("grace"), await as_user("ada")
    browsers = [ada, *[await as_user("ada") for _ in range(2)]]
    site = await add_site(ada)
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(
                browser.ws_connect(path, headers={"Origin": origin_of(browser)}, autoclose=False)
            )
            for browser in browsers
            for path in (f"/sites/{site.id}/live/socket", "/live/home")
        ]
        others = await stack.enter_async_context(
            grace.ws_connect("/live/home", headers={"Origin": origin_of(grace)})
        )
        answer = await ada.post("/account/sessions/end", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")
        codes = await asyncio.gather(*(close_code(socket) for socket in opened))
        assert not others.closed
    assert codes == [WSCloseCode.POLICY_VIOLATION] * 6
    for browser in browsers:
        assert (await browser.get("/account", allow_redirects=False)).status == 303
    assert await is_let_in(client, token_of(grace))


async def close_code(socket: ClientWebSocketResponse) -> int | None:
    while (await socket.receive(timeout=PATIENCE)).type is WSMsgType.TEXT:
        pass
    return socket.close_code


async def test_nobody_revokes_somebody_elses_browser(client: TestClient, as_user: AsUser) -> None:
    ada, grace = await as_user("ada"), await as_user("grace")
    for session_id in range(1, 5):
        await grace.post(f"/account/sessions/{session_id}/revoke")
    assert await is_let_in(client, token_of(ada))


async def test_whoever_watches_a_session_hears_that_it_ended(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user()
    rows = await client.app[keys.KEPT].read("select id from login_session")
    with client.app[keys.SESSION_ENDS].watch(rows[0]["id"]) as ended:
        assert not ended.is_set()
        await ada.post("/logout")
        await eventually(ended.is_set)


async def test_a_user_has_at_most_twenty_sessions(
    client: TestClient, stranger: Stranger, login: Login, make_user: MakeUser, clock: Clock
) -> None:
    client.app[keys.THROTTLE].admit = AsyncMock(return_value=0.0)
    await make_user("ada")
    browsers = [await stranger() for _ in range(21)]
    for browser in browsers:
        clock.forward(seconds=1)
        await login(browser, "ada")
    rows = await client.app[keys.KEPT].read("select count(*) as n from login_session")
    assert rows[0]["n"] == 20
    assert not await is_let_in(client, token_of(browsers[0]))


async def test_the_token_is_not_in_the_database(client: TestClient, as_user: AsUser) -> None:
    token = token_of(await as_user())
    rows = await client.app[keys.KEPT].read("select * from login_session")
    assert token not in str([tuple(row) for row in rows])


GARBAGE = [
    b"\xff",
    b"\xff" * 43,
    b"A" * 43 + b"\xff",
    b"A" * 8000,
    b'"' + b"A" * 43,
    b"\x01\x02",
    b"=;=;=",
    "ａ".encode() * 43,
    b"AAAA%00AAAA",
]


async def status_of(client: TestClient, path: str, cookies: bytes) -> int:
    """The status of a request with those very bytes as its Cookie header."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    with closing(writer):
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ".encode()
        writer.write(head + cookies + b"\r\n\r\n")
        answer = await reader.read()
    await writer.wait_closed()
    return int(answer.split(b" ", 2)[1])


@pytest.mark.fault
async def test_garbage_in_the_cookie_is_a_stranger(client: TestClient, caplog) -> None:
    name = client.app[keys.COOKIE].encode()
    many = b"; ".join(name + b"=%d" % n for n in range(50))
    for cookies in [*(name + b"=" + value for value in GARBAGE), many, b"\xff" * 100]:
        assert await status_of(client, "/account", cookies) in {303, 400}, cookies[:60]
        assert await status_of(client, "/login", cookies) in {200, 400}, cookies[:60]
    assert not [record for record in caplog.records if record.name.startswith("tracker")]


@pytest.mark.fault
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=st.binary(max_size=200).filter(lambda value: not set(value) & set(b"\r\n\0")))
async def test_any_bytes_in_the_cookie_are_a_stranger(client: TestClient, value: bytes) -> None:
    name = client.app[keys.COOKIE].encode()
    assert await status_of(client, "/account", name + b"=" + value) in {303, 400}


@pytest.fixture
async def https(config: Config, aiohttp_client: AiohttpClient) -> TestClient:
    app = create_app(replace(config, public_url="https://stats.example.com"))
    app[keys.PASSWORDS] = Passwords(QUICK)
    client = await aiohttp_client(app, headers=OUR_PAGE | {"Host": "stats.example.com"})
    new = NewUser("ada", "ada@example.com", QUICK.hash(PASSWORD))
    async with app[keys.KEPT].transaction() as tx:
        await insert_user(tx, new, 1)
    return client


async def test_over_https_the_cookie_is_bound_to_the_host_and_to_tls(https: TestClient) -> None:
    typed = {"login": "ada", "password": PASSWORD}
    answer = await https.post("/login", data=typed, allow_redirects=False)
    cookie = answer.cookies["__Host-tracker"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    out = await https.post(
        "/logout", headers={"Cookie": f"__Host-tracker={cookie.value}"}, allow_redirects=False
    )
    gone = out.cookies["__Host-tracker"]
    assert gone["secure"], "a browser would not delete it otherwise"
    assert (gone["max-age"], gone["samesite"], gone["path"]) == ("0", "Lax", "/")


NEW = "another-quartz-lemon-harbor"


@pytest.mark.fault
async def test_another_password_ends_every_session_there_was(
    client: TestClient, as_user: AsUser, login: Login
) -> None:
    ada, phone = await as_user("ada"), await as_user("ada")
    before = token_of(ada)
    typed = {"current": PASSWORD, "password": NEW}
    answer = await ada.post("/account/password", data=typed, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/account")
    assert not await is_let_in(client, before)
    assert not await is_let_in(client, token_of(phone))
    assert await is_let_in(client, token_of(ada))
    await login(phone, "ada", NEW)
    wrong = await client.post("/login", data={"login": "ada", "password": PASSWORD})
    assert wrong.status == 401


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("current", "not it", "This is not your password."),
        ("current", "", "Enter the password you have now."),
        ("password", "short", "Use 15 characters or more."),
    ],
)
async def test_a_password_is_changed_by_whoever_knows_it_only(
    as_user: AsUser, login: Login, field: str, value: str, error: str
) -> None:
    ada, phone = await as_user("ada"), await as_user("ada")
    typed = {"current": PASSWORD, "password": NEW} | {field: value}
    answer = await ada.post("/account/password", data=typed)
    assert answer.status == 422
    assert f'id="{field}-error">{error}<' in await answer.text()
    await phone.post("/logout")
    await login(phone, "ada", PASSWORD)


async def test_a_session_tells_when_it_was_used_last(
    client: TestClient, as_user: AsUser, clock: Clock
) -> None:
    ada = await as_user("ada")
    clock.forward(minutes=10)
    assert (await ada.get("/account")).status == 200
    rows = await client.app[keys.KEPT].read("select created_at, seen_at from login_session")
    assert [row["seen_at"] - row["created_at"] >= 600_000 for row in rows] == [True]
    phone = await as_user("ada")
    page = await (await phone.get("/account")).text()
    seen = datetime.fromtimestamp(rows[0]["seen_at"] / 1000, UTC)
    assert re.search(rf'last seen <time datetime="{seen:%Y-%m-%dT%H:%M}', page)
