"""Whose line it is: no request speaks for another, for the recorder or for a live view."""

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.log_lines import Log, logged
from tests.web.live.live_views import view
from tests.web.sites.owners import FIREFOX, add_site, visit
from tracker.services.live import follow
from tracker.services.recording.intake import Intake
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site
from tracker.web import keys

said = logging.getLogger("tracker.test")
NASTY = ["a\r\nb", "\x1b[31mred", "\u2028", "\udcff", "\x00", "\x85x"]


@pytest.fixture
def log() -> Iterator[Log]:
    with logged() as stream:
        yield stream


@pytest.fixture
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorder and the live views say a line for every batch and frame."""
    append, hello = SqliteEventLog.append, follow.Follower._of

    async def append_and_say(self: SqliteEventLog, batch: Sequence[Any], position: int) -> None:
        said.info("recorder")
        await append(self, batch, position)

    def say_and_hello(self: follow.Follower, message: dict[str, object]) -> Any:
        said.info("live %s", message["type"])
        return hello(self, message)

    monkeypatch.setattr(SqliteEventLog, "append", append_and_say)
    monkeypatch.setattr(follow.Follower, "_of", say_and_hello)


async def slowly(client: TestClient, site: Site, number: int) -> None:
    """A hit whose body comes in two pieces: the ordinary route, not the fast path."""

    async def body() -> Any:
        yield b'{"name": "pageview", "url": "https://example.com/'
        await asyncio.sleep(0)
        yield b'%d"}' % number

    headers = {"User-Agent": FIREFOX}
    async with client.post(f"/visit/{site.key}", data=body(), headers=headers) as answer:
        assert answer.status == 204


@pytest.mark.usefixtures("talkative")
async def test_the_recorder_and_the_live_views_speak_for_nobody(as_user: AsUser, log: Log) -> None:
    ada = await as_user()
    site = await add_site(ada)
    async with view(ada, site) as shown:
        await shown.until("ready")
        hits = [visit(ada, site, f"/{number}") for number in range(10)]
        slow = [slowly(ada, site, number) for number in range(10)]
        pages = [ada.get("/account") for _ in range(5)]
        await asyncio.gather(*hits, *slow, *pages)
    assert ada.app[keys.INTAKE].fast >= 1
    lines = [line for line in log.lines() if line["logger"] == "tracker.test"]
    assert {line["message"] for line in lines} == {"recorder", "live hello", "live ready"}
    assert {(line["request"], line["path"], line["user"]) for line in lines} == {("-", "-", "-1")}


async def bad(client: TestClient, site: Site, what: str, fast: bool) -> None:
    """A hit without an address, on a connection of its own; one that is to end is not common."""
    body = json.dumps({"name": "pageview", "url": what, "title": what})
    lines = [f"POST /visit/{site.key} HTTP/1.1", "Host: a", f"Content-Length: {len(body)}"]
    lines += [] if fast else ["Connection: close"]
    reader, writer = await asyncio.open_connection(client.host, client.port)
    with closing(writer):
        writer.write("\r\n".join((*lines, "", body)).encode())
        assert b" 400 " in await reader.readline()
    await writer.wait_closed()


@pytest.mark.fault
@pytest.mark.parametrize("fast", [True, False])
async def test_a_hit_that_is_none_is_one_warning_with_its_reason(
    as_user: AsUser, log: Log, fast: bool
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    before = len(log.lines())
    for what in NASTY:
        await bad(ada, site, what, fast)
    lines = log.lines()[before:]
    assert len(lines) == len(NASTY)
    assert {line["level"] for line in lines} == {"WARNING"}
    assert {line["path"] for line in lines} == {f"/visit/{site.key}"}
    assert {line["method"] for line in lines} == {"POST"}
    assert all("url is missing" in line["message"] for line in lines)
    assert all((line["request"] == "-") is fast for line in lines)
    assert "127.0.0.1" not in log.getvalue()


@pytest.mark.parametrize("path", ["/visit/aaaaaaaaaaaa", "/visit/aaaaaaaaaaaa.gif", "/nothing"])
async def test_an_unknown_key_is_not_logged(client: TestClient, log: Log, path: str) -> None:
    await client.get(path)
    await client.post(path, data=b"{}")
    assert not log.lines()


async def test_a_fault_in_the_beacons_route_is_one_record(
    as_user: AsUser, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user()
    site = await add_site(ada)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr(Intake, "receive", fail)
    async with ada.get(f"/visit/{site.key}/visited?url=https://example.com/") as answer:
        assert answer.status == 500
    (line,) = [line for line in log.lines() if line["level"] == "ERROR"]
    assert "\n    ZeroDivisionError: one\n    two" in line["trace"]


async def test_users_keep_to_their_own_lines(as_user: AsUser, log: Log) -> None:
    ada, bob = await as_user("ada"), await as_user("bob")
    site = await add_site(ada)
    crossed = {"Sec-Fetch-Site": "cross-site"}
    await asyncio.gather(
        *(
            browser.post(path, data=b"", headers=crossed)
            for _ in range(10)
            for browser, path in ((ada, "/account/sessions/revoke"), (bob, "/sites/new"))
        ),
        *(visit(ada, site, f"/{number}") for number in range(10)),
    )
    lines = [line for line in log.lines() if line["message"].startswith("403")]
    users = {(line["path"], line["user"]) for line in lines}
    assert len(lines) == 20
    assert len(users) == 2
    assert len({line["request"] for line in lines}) == 20
