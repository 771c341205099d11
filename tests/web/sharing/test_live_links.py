"""A shared link's live view: what strangers see happen, how many of them, and when it ends."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import Stranger
from tests.eventually import eventually
from tests.web.live.live_views import Message, View, end_of, origin_of
from tests.web.reports.watched import BERLIN, LONDON, come
from tests.web.sharing.shared import BOARD, share, words
from tests.web.sites.owners import MINE
from tracker.config import Config
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.sharing import streams

LIVE = {"shows_live": "y"}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, shared_sockets=4, sockets_per_user=1)


@pytest.fixture
async def path(ada: TestClient, site: Site) -> str:
    return await share(ada, site, **LIVE)


async def watch(browser: TestClient, path: str, query: str = "") -> ClientWebSocketResponse:
    headers = {"Origin": origin_of(browser)}
    return await browser.ws_connect(f"{path}/live/socket{query}", headers=headers, autoclose=False)


async def asked(browser: TestClient, path: str, query: str = "") -> list[Message]:
    answer = await browser.get(f"{path}/live/events{query}")
    assert answer.status == 200
    return list((await answer.json())["messages"])


def paths(messages: list[Message]) -> list[str]:
    return [each["path"] for each in messages if each["type"] == "event"]


async def refused(browser: TestClient, path: str) -> int:
    with pytest.raises(WSServerHandshakeError) as error:
        await watch(browser, path)
    return error.value.status


async def test_strangers_see_pages_as_they_are_opened(
    path: str, ada: TestClient, site: Site, client: TestClient
) -> None:
    shown = View(await watch(client, path))
    begun = await shown.until("ready")
    assert paths(begun) == ["/", "/pricing", "/blog/tides"]
    assert begun[0]["now"] == 2
    await come(ada, site, "/new", place=LONDON, agent="Mozilla/5.0 (X11; Linux x86_64) Gecko/1")
    happened = await shown.until("event")
    while not paths(happened):
        happened += await shown.until("event")
    assert paths(happened) == ["/new"]
    assert (await shown.until("presence"))[-1]["now"] == 3


async def test_nobody_can_be_followed_and_nothing_else_is_told(
    path: str, ada: TestClient, site: Site, client: TestClient
) -> None:
    said = str(begun := await asked(client, path))
    page = await (await client.get(f"{path}/live")).text()
    unwanted = ("bob@", "secretly", "Signup", "Berlin", "spring", "elsewhere", "Fired", "utm_")
    assert [each for each in unwanted if each in said or each in page] == []
    rows = [each for each in begun if each["type"] == "event"]
    assert len({each["visit"] for each in rows}) == len(rows) == 3, "two are of one visit"
    assert {each["visitor"] for each in rows} == {""}
    assert begun[0]["refused"] == []
    assert begun[0]["site"]["id"] == "0"
    assert {each["browser"] for each in rows} == {""}, "browsers were not chosen"
    assert rows[0]["place"] == {"country": "DE"}


async def test_the_page_comes_with_its_first_rows_and_may_hang_on_a_wall(
    path: str, client: TestClient
) -> None:
    answer = await client.get(f"{path}/live?screen")
    page = await answer.text()
    titles = re.findall(r'class="title"[^>]*>([^<]*)<', page)
    assert titles == ["/blog/tides", "/pricing", "/"], "instead of a title with an address"
    assert '<body class="screen">' in page
    assert "screen-wake-lock=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    report = await client.get(path)
    assert "screen-wake-lock=()" in report.headers["Permissions-Policy"]
    assert f'href="{path}/live"' in await report.text()


async def test_without_pages_it_is_a_number_and_a_curve(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await share(ada, site, panels=["countries"], **LIVE)
    assert paths(await asked(client, path)) == []
    page = await (await client.get(f"{path}/live")).text()
    assert "not which pages they open" in words(page)
    assert 'id="feed"' not in page
    assert 'id="number" title="2">2<' in page


async def test_a_link_that_is_not_live_or_not_open_shows_nothing(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    plain = await share(ada, site)
    secret = await share(ada, site, link_password="long enough", **LIVE)
    for path in (plain, secret, "/share/x"):
        assert (await client.get(f"{path}/live/events")).status == 404
        assert await refused(client, path) == 404
    assert (await client.get(f"{plain}/live")).status == 404
    assert (await client.get(f"{secret}/live")).url.path == secret
    await client.post(secret, data={"password": "long enough"})
    assert (await client.get(f"{secret}/live")).status == 200
    assert paths(await asked(client, secret))


async def test_pages_of_other_sites_open_no_socket(path: str, client: TestClient) -> None:
    with pytest.raises(WSServerHandshakeError) as error:
        await client.ws_connect(f"{path}/live/socket", headers={"Origin": "https://evil.example"})
    assert error.value.status == 403


@pytest.mark.parametrize("what", ["revoke", "change"])
async def test_whoever_looks_is_let_go_at_once_when_it_is(
    path: str, ada: TestClient, site: Site, client: TestClient, what: str
) -> None:
    socket = await watch(client, path)
    await View(socket).until("ready")
    await ada.post(f"/sites/{site.id}/shares/1/{what}", data=BOARD | MINE)
    assert await end_of(socket) == (1008, "the link has ended")
    assert (await client.get(f"{path}/live")).status == 404


async def test_it_ends_with_its_last_day(
    ada: TestClient, site: Site, client: TestClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.sharing.live.LOOK_AGAIN", 0.01)
    path = await share(ada, site, until="2026-11-21", **LIVE)
    socket = await watch(client, path)
    await View(socket).until("ready")
    clock.forward(days=1)
    assert await end_of(socket) == (1008, "the link has ended")


async def test_it_ends_with_its_site(
    path: str, ada: TestClient, site: Site, client: TestClient
) -> None:
    socket = await watch(client, path)
    await View(socket).until("ready")
    await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": site.name})
    assert await end_of(socket) == (1008, "the site was deleted")


async def test_strangers_fill_their_own_places_and_never_those_of_members(
    path: str, ada: TestClient, site: Site, client: TestClient, stranger: Stranger
) -> None:
    other = await share(ada, site, **LIVE)
    for _ in range(3):  # three quarters of four
        await View(await watch(client, path)).until("ready")
    assert await refused(client, path) == 503
    answer = await (await client.get(f"{path}/live/events")).json()
    assert answer["full"]
    assert paths(answer["messages"]), "who asks instead is answered"
    await View(await watch(client, other)).until("ready")
    assert await refused(client, other) == 503
    headers = {"Origin": origin_of(ada)}
    async with ada.ws_connect(f"/sites/{site.id}/live/socket", headers=headers) as socket:
        await View(socket).until("ready")


async def test_one_address_does_not_take_all_of_a_link(
    path: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app[keys.STRANGERS_STREAMS]._addresses, "_most_per_user", 1)
    assert streams.OF_ADDRESS == 50
    await View(await watch(client, path)).until("ready")
    assert await refused(client, path) == 503
    headers = {"Origin": origin_of(client), "X-Forwarded-For": BERLIN}
    async with client.ws_connect(f"{path}/live/socket", headers=headers) as socket:
        await View(socket).until("ready")


async def test_the_log_is_read_once_for_all_of_them(
    path: str, client: TestClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, read_after = [], SqliteEventLog.read_after

    async def counted(self: SqliteEventLog, *asked: object) -> object:
        reads.append(asked)
        return await read_after(self, *asked)

    monkeypatch.setattr(SqliteEventLog, "read_after", counted)
    await asyncio.gather(*(client.get(f"{path}/live") for _ in range(20)))
    first = len(reads)
    assert first
    for _ in range(3):
        await View(await watch(client, path)).until("ready")
        await asked(client, path)
    assert len(reads) == first


async def test_who_comes_back_gets_what_came_since_and_after_a_restart_all(
    path: str, ada: TestClient, site: Site, client: TestClient
) -> None:
    begun = await asked(client, path)
    point = f"?cursor={begun[0]['log']}-{begun[-1]['cursor']}"
    await come(ada, site, "/new", place=LONDON)
    await eventually(lambda: _has(client, path, point, ["/new"]))
    everything = ["/", "/pricing", "/blog/tides", "/new"]
    for query in ("?cursor=another-2", "?cursor=nonsense!", ""):
        assert paths(await asked(client, path, query)) == everything


async def _has(client: TestClient, path: str, point: str, due: list[str]) -> bool:
    return paths(await asked(client, path, point)) == due


async def test_what_is_erased_is_no_longer_shown(
    path: str, ada: TestClient, site: Site, client: TestClient
) -> None:
    assert len(paths(await asked(client, path))) == 3
    socket = await watch(client, path)
    await View(socket).until("ready")
    await ada.post(f"/sites/{site.id}/reset", data=MINE | {"confirm": site.name})
    [removal] = [e for e in await View(socket).until("removal") if e["type"] == "removal"]
    assert removal["before"] > 0
    assert paths(await asked(client, path)) == []
