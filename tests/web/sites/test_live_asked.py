"""The live stream for a page whose socket cannot open: asked for again and again, nothing missing
and nothing twice."""

import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.web.live.live_views import view
from tests.web.sites.owners import add_site, visit
from tracker.config import Config
from tracker.services.live import follow
from tracker.storage.log import file_log
from tracker.storage.sites.sites import Site


class Asking:
    """What static/live/connection.js does where no socket opens."""

    def __init__(self, browser: TestClient, site: Site, query: str = "") -> None:
        self.browser = browser
        self.address = f"/sites/{site.id}/live/events?{query}"
        self.log = ""
        self.cursor: int | None = None
        self.full = False

    async def ask(self) -> list[dict[str, Any]]:
        more = "" if self.cursor is None else f"&cursor={self.log}-{self.cursor}"
        answer = await self.browser.get(self.address + more)
        told = await answer.json()
        messages, self.full = told["messages"], told["full"]
        for message in messages:  # the last one stands: a visit's earlier rows come before another
            if message["type"] == "hello":
                self.log = message["log"]
            elif "cursor" in message:
                self.cursor = message["cursor"]
        return messages


def cursors(messages: list[dict[str, Any]]) -> list[int]:
    return [message["cursor"] for message in messages if message["type"] == "event"]


async def test_an_answer_is_what_a_socket_says_until_it_is_ready(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for number in range(3):
        await visit(ada, site, f"/{number}")
    asked = await Asking(ada, site).ask()
    async with view(ada, site) as shown:
        assert asked == await shown.until("ready")


async def test_each_row_comes_once(as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "MOST_ASKED", 3)
    ada = await as_user("ada")
    site, other = await add_site(ada), await add_site(ada, "other.example")
    asking, seen = Asking(ada, site), []
    for turn in range(4):
        for number in range(turn):
            await visit(ada, site, f"/{turn}/{number}")
            await visit(ada, other, "/elsewhere")
        messages = await asking.ask()
        assert messages[0]["type"] == "hello"
        assert messages[-1]["type"] == "ready"
        seen += cursors(messages)
    assert seen == [1, 3, 5, 7, 9, 11]


async def test_another_logs_cursor_begins_with_the_newest(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for number in range(3):
        await visit(ada, site, f"/{number}")
    asking = Asking(ada, site)
    first = await asking.ask()
    asking.log = "another"
    assert await asking.ask() == first


async def test_a_long_way_is_gone_in_parts(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_log, "RANGE", 4)
    monkeypatch.setattr(follow, "MOST_READS", 1)
    ada = await as_user("ada")
    site = await add_site(ada)
    asking, seen, kinds = Asking(ada, site), [], []
    await asking.ask()
    for number in range(10):
        await visit(ada, site, f"/{number}")
    while not kinds or kinds[-1] == "more":
        messages = await asking.ask()
        seen += cursors(messages)
        kinds.append(messages[-1]["type"])
    assert (seen, kinds) == (list(range(1, 11)), ["more", "more", "ready"])


async def test_the_filter_is_the_servers(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    events, visits = Asking(ada, site, "only_page_begins=/docs"), Asking(ada, site, "page=/blog")
    seen: dict[Asking, list[str]] = {events: [], visits: []}
    for path in ("/docs", "/blog", "/docs/live"):
        await visit(ada, site, path)
        for asking, paths in seen.items():
            paths += [each["path"] for each in await asking.ask() if each["type"] == "event"]
    assert seen[events] == ["/docs", "/docs/live"]
    assert seen[visits] == ["/docs", "/blog", "/docs/live"]


async def test_asking_keeps_no_session_alive(as_user: AsUser, clock: Clock) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for _ in range(8):
        clock.forward(days=1)
        for path in (f"/sites/{site.id}/live/events", "/live/home/figures"):
            await ada.get(path, allow_redirects=False)
    answer = await ada.get(f"/sites/{site.id}/live/events", allow_redirects=False)
    assert answer.status == 303


async def test_the_first_pages_rows_can_be_asked_for(as_user: AsUser) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    site = await add_site(ada)
    await add_site(eve, "eve.example")
    await visit(ada, site, "/pricing")
    told = await (await ada.get("/live/home/figures")).json()
    presence = told["messages"][0]
    assert (presence["id"], presence["now"], presence["where"]) == (site.id, "1", "/pricing")
    assert {message["id"] for message in told["messages"]} == {site.id, 0}, "and the sum of all"
    assert told["messages"][1]["today"] == "1"


async def test_who_has_no_sites_is_told_nothing(as_user: AsUser) -> None:
    answer = await (await as_user("ada")).get("/live/home/figures")
    assert json.loads(await answer.text()) == {"messages": [], "full": False}


class TestWhereAllSocketsAreTaken:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, sockets_per_user=1)

    async def test_the_answer_says_so(self, as_user: AsUser) -> None:
        ada = await as_user("ada")
        site = await add_site(ada)
        asking = Asking(ada, site)
        await asking.ask()
        assert not asking.full
        async with view(ada, site) as shown:
            await shown.until("ready")
            await asking.ask()
            assert asking.full
