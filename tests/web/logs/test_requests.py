"""What the log says, and what it never says."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser
from tests.eventually import eventually
from tests.log_lines import Log, logged
from tracker.web.signing_in.first_user import first_user_path


@pytest.fixture
def log() -> Iterator[Log]:
    with logged() as stream:
        yield stream


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app.router.add_get("/say/{what}", say)
    app.router.add_get("/fault", fault)
    app.router.add_get("/meet/{who}", Meeting().meet)
    app.router.add_get("/leave-behind", leave_behind)
    return app


async def say(request: web.Request) -> web.Response:
    raise web.HTTPBadRequest(text=request.match_info["what"])


async def fault(request: web.Request) -> web.Response:
    raise ZeroDivisionError("one\ntwo")


class Meeting:
    """Two requests that are inside at the same time, and speak in turns."""

    def __init__(self) -> None:
        self.both = asyncio.Barrier(2)

    async def meet(self, request: web.Request) -> web.Response:
        for turn in range(3):
            await self.both.wait()
            logging.getLogger("tracker.test").info("%s %s", request.match_info["who"], turn)
        await asyncio.to_thread(logging.getLogger("tracker.test").info, "in a thread")
        return web.Response()


left_behind: set[asyncio.Task[None]] = set()


async def leave_behind(request: web.Request) -> web.Response:
    left_behind.add(asyncio.create_task(background()))
    logging.getLogger("tracker.test").info("front")
    return web.Response()


async def background() -> None:
    logging.getLogger("tracker.test").info("background")


async def test_a_line_names_its_request_and_place(client: TestClient, log: Log) -> None:
    await client.get("/say/hello?secret=1")
    (line,) = log.lines()
    assert (line["level"], line["method"], line["path"]) == ("WARNING", "GET", "/say/hello")
    assert (line["user"], line["message"]) == ("-1", "400: hello")
    assert line["file"] == "tracker/web/failing/errors.py"


async def test_a_line_names_the_user(as_user: AsUser, log: Log) -> None:
    ada = await as_user()
    await ada.get("/account")
    await ada.post("/account/sessions/revoke", data=b"", headers={"Sec-Fetch-Site": "cross-site"})
    await ada.get("/say/hello")
    assert [line["user"] for line in log.lines() if "hello" in line["message"]] == ["1"]


async def test_a_404_is_not_logged(client: TestClient, log: Log) -> None:
    await client.get("/nothing")
    assert not log.lines()


async def test_a_fault_is_one_record_and_only_its_traceback_spans_lines(
    client: TestClient, log: Log
) -> None:
    answer = await client.get("/fault", headers={"Accept": "application/json"})
    (line,) = log.lines()
    assert line["level"] == "ERROR"
    assert "\n    ZeroDivisionError: one\n    two" in line["trace"]
    assert (await answer.json())["reference"] == line["request"]
    page = await (await client.get("/fault", headers={"Accept": "text/html"})).text()
    assert f"<code>{log.lines()[-1]['request']}</code>" in page
    assert 'href="/"' in page


NASTY = ["a%0d%0ab", "a%0ab", "%1b[31mred", "%e2%80%a8", "%ff", "%ed%b3%bf", "%00", "%c2%85x", "％"]


@pytest.mark.fault
@pytest.mark.parametrize("what", NASTY)
async def test_no_input_makes_a_second_line(client: TestClient, log: Log, what: str) -> None:
    await client.get(f"/say/{what}")
    assert len(log.lines()) == 1
    assert log.getvalue().isascii()


async def test_the_beginning_of_a_request_is_logged_at_debug_only(
    client: TestClient, log: Log
) -> None:
    logging.getLogger().setLevel("DEBUG")
    await client.get("/login?token=abc")
    begun = [line for line in log.lines() if line["message"] == "begins"]
    assert [(line["method"], line["path"]) for line in begun] == [("GET", "/login")]


async def test_requests_at_the_same_time_keep_their_own_ids(client: TestClient, log: Log) -> None:
    await asyncio.gather(client.get("/meet/ada"), client.get("/meet/grace"))
    said = [line for line in log.lines() if line["logger"] == "tracker.test"]
    ids = {
        who: {line["request"] for line in said if line["path"].endswith(who)}
        for who in ("ada", "grace")
    }
    assert len(said) == 8
    assert all(len(each) == 1 for each in ids.values())
    assert ids["ada"] != ids["grace"]
    for line in said:
        assert line["message"] == "in a thread" or line["message"].split()[0] in line["path"]


async def test_a_task_left_behind_does_not_speak_for_the_request(
    client: TestClient, log: Log
) -> None:
    await client.get("/leave-behind")
    await eventually(lambda: "background" in log.getvalue())
    said = {line["message"]: line["request"] for line in log.lines()}
    assert said["background"] == "-"
    assert said["front"] != "-"


async def test_what_is_not_http_is_one_line_without_its_bytes(client: TestClient, log: Log) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    with closing(writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX: secret\x01words\r\n\r\n")
        assert b" 400 " in await reader.readline()
    await writer.wait_closed()
    (line,) = log.lines()
    assert line["level"] == "WARNING"
    assert "secret" not in log.getvalue()
    assert "127.0.0.1" not in log.getvalue()


async def test_no_address_cookie_token_or_password_is_logged(
    client: TestClient, as_user: AsUser, log: Log
) -> None:
    logging.getLogger().setLevel("DEBUG")
    path = await first_user_path(client.app)
    await client.get(path)
    await client.post(path, data={"name": ""}, headers={"Sec-Fetch-Site": "cross-site"})
    ada = await as_user("ada")
    await ada.get("/account")
    await client.post("/login", data={"login": "ada", "password": "not the right words"})
    cookies = ada.session.cookie_jar.filter_cookies(ada.make_url("/"))
    text = log.getvalue()
    for secret in (path.split("/")[-1], PASSWORD, "not the right words", "127.0.0.1"):
        assert secret not in text
    assert not any(cookie.value in text for cookie in cookies.values())
    assert "/setup/{token}" in text
