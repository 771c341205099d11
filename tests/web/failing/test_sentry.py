"""What Sentry hears of an error, and what it never hears. A server of our own plays it."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.log_lines import logged
from tracker.config import Config
from tracker.web.failing.sentry import told_to_sentry


class Sentry:
    """`events` is what arrived; `raw` all bytes of it."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.raw = ""
        self.keys: list[str] = []

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.headers.get("Content-Encoding") == "gzip" and body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        self.keys.append(request.headers["X-Sentry-Auth"])
        self.raw += body.decode() + str(request.headers)
        lines = body.decode().split("\n")
        self.events += [json.loads(line) for line in lines[2::2] if line.strip()]
        return web.json_response({})


@pytest.fixture
async def sentry() -> AsyncIterator[tuple[Sentry, str]]:
    sentry, app = Sentry(), web.Application()
    app.router.add_post("/api/7/envelope/", sentry.take)
    async with TestServer(app) as server:
        yield sentry, f"http://publickey@127.0.0.1:{server.port}/7"


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app.router.add_post("/fault/{token}", fault)
    return app


async def fault(request: web.Request) -> web.Response:
    password = (await request.post())["password"]
    raise ZeroDivisionError(f"{password} of {request.match_info['token']}")


async def test_an_error_arrives_with_its_code_and_its_request(
    client: TestClient, config: Config, sentry: tuple[Sentry, str]
) -> None:
    heard, dsn = sentry
    with logged() as log, told_to_sentry(replace(config, sentry_dsn=dsn)):
        await client.post("/fault/their-token", data={"password": "hunter2"})
        (event,) = await eventually(lambda: heard.events)
    (error,) = event["exception"]["values"]
    assert error["type"] == "ZeroDivisionError"
    frame = error["stacktrace"]["frames"][-1]
    assert frame["function"] == "fault"
    assert "raise ZeroDivisionError" in frame["context_line"]
    assert event["environment"] == "test"
    assert event["release"].startswith("tracker@")
    assert event["tags"]["request"] == log.lines()[-1]["request"]
    assert "publickey" in heard.keys[0]


async def test_nobodys_data_leaves(
    as_user: AsUser, config: Config, sentry: tuple[Sentry, str]
) -> None:
    heard, dsn = sentry
    ada = await as_user("ada")
    cookies = ada.session.cookie_jar.filter_cookies(ada.make_url("/"))
    with logged(), told_to_sentry(replace(config, sentry_dsn=dsn)):
        await ada.post(
            "/fault/their-token?q=their-query",
            data={"password": "hunter2"},
            headers={"User-Agent": "Their/1", "X-Forwarded-For": "192.0.2.7"},
        )
        logging.getLogger("tracker.test").error("no mail to %s", "eve@example.com")
        await eventually(lambda: len(heard.events) == 2)
    assert "no mail to %s" in heard.raw
    secrets = ["hunter2", "their-token", "their-query", "Their/1", "192.0.2.7", "eve@example"]
    for secret in [*secrets, "ada@", *(cookie.value for cookie in cookies.values())]:
        assert secret not in heard.raw
    for event in heard.events:
        assert not {"request", "user", "server_name", "extra", "breadcrumbs"} & set(event)


async def test_without_the_setting_nothing_leaves(
    client: TestClient, config: Config, sentry: tuple[Sentry, str]
) -> None:
    heard, _ = sentry
    with logged(), told_to_sentry(config):
        await client.post("/fault/x", data={"password": ""})
    await asyncio.sleep(0)
    assert heard.events == []


async def test_after_its_end_nothing_leaves(
    client: TestClient, config: Config, sentry: tuple[Sentry, str]
) -> None:
    heard, dsn = sentry
    with logged():
        with told_to_sentry(replace(config, sentry_dsn=dsn)):
            pass
        await client.post("/fault/x", data={"password": ""})
    assert heard.events == []


async def test_a_sentry_that_is_down_changes_no_answer(
    client: TestClient, config: Config, unused_tcp_port: int
) -> None:
    dsn = f"http://publickey@127.0.0.1:{unused_tcp_port}/7"
    with logged(), told_to_sentry(replace(config, sentry_dsn=dsn)):
        answer = await client.post("/fault/x", data={"password": ""})
    assert answer.status == 500
