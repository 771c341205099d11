"""The live view's socket: who may open it, what it says, and when it is closed."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.web.live.live_views import View, origin_of, view
from tests.web.sites.owners import add_site, visit
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.live import page as live
from tracker.web.live import sockets

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
# Where a page that means harm may come from. None = no header at all.
FOREIGN = [
    None,
    "null",
    "",
    "https://evil.example",
    "{own}.evil.example",
    "http://evil.example/{own}",
    "http://127.0.0.1:1",
    "http://user@{host}",
    "file://",
    "{own}/",
    "http://localhost.evil.example:{port}",
]


async def handshakes(browser: TestClient, site: Site) -> list[int]:
    """The status that each of the foreign pages is answered with, the owner's cookie sent along."""
    url = browser.make_url(f"/sites/{site.id}/live/socket")
    cookies = browser.session.cookie_jar.filter_cookies(url)
    cookie = "; ".join(f"{name}={kept.value}" for name, kept in cookies.items())
    statuses = []
    async with ClientSession() as session:
        for origin in FOREIGN:
            headers = UPGRADE | {"Cookie": cookie}
            if origin is not None:
                parts = {"own": origin_of(browser), "host": url.authority, "port": url.port}
                headers["Origin"] = origin.format(**parts)
            async with session.get(url, headers=headers) as answer:
                statuses.append(answer.status)
                if answer.status == 101:
                    answer.close()
    return statuses


@pytest.mark.fault
async def test_no_other_sites_page_opens_the_socket(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    assert len(FOREIGN) >= 10
    assert await handshakes(ada, site) == [403] * len(FOREIGN)


@pytest.mark.fault
async def test_without_the_origin_check_every_page_opens_it(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    monkeypatch.setattr(sockets, "same_origin", lambda _request: True)
    assert await handshakes(ada, site) == [101] * len(FOREIGN)


async def refusal(browser: TestClient, site_id: int) -> tuple[int, bytes, dict[str, Any]]:
    headers = UPGRADE | {"Origin": origin_of(browser)}
    async with browser.get(f"/sites/{site_id}/live/socket", headers=headers) as answer:
        kept = {name: value for name, value in answer.headers.items() if name != "Date"}
        return answer.status, await answer.read(), kept


async def test_a_stranger_cannot_tell_a_site_from_none(as_user: AsUser) -> None:
    ada, bob = await as_user("ada"), await as_user("bob")
    site = await add_site(ada)
    theirs, missing = await refusal(bob, site.id), await refusal(bob, site.id + 1000)
    assert theirs == missing
    assert theirs[0] == 404


async def test_a_visit_is_told_at_once(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await visit(ada, site, "/before")
    async with view(ada, site) as shown:
        first = await shown.until("ready")
        assert [each["type"] for each in first] == ["hello", "event", "ready"]
        assert first[0]["site"] == {"id": str(site.id), "name": "example.com", "time_zone": "UTC"}
        assert first[1]["replay"] is True
        await visit(ada, site, "/now", title="Now")
        (event,) = [each for each in await shown.until("event") if each["type"] == "event"]
        assert (event["path"], event["title"], event["browser"]) == ("/now", "Now", "Firefox")
        assert "replay" not in event


async def test_a_cursor_resumes_where_it_broke(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    async with view(ada, site) as shown:
        cursor = (await shown.until("ready"))[-1]["cursor"]
    for number in range(3):
        await visit(ada, site, f"/{number}")
    async with view(ada, site, f"?cursor={cursor + 1}") as shown:
        messages = await shown.until("ready")
    assert [each["path"] for each in messages if each["type"] == "event"] == ["/1", "/2"]


@pytest.mark.parametrize("point", ["{log}-2", "2", "another-2", "{log}-4", "4", "another-4"])
async def test_a_cursor_that_the_log_has_not_given_begins_anew(as_user: AsUser, point: str) -> None:
    ada = await as_user()
    site = await add_site(ada)
    for number in range(3):
        await visit(ada, site, f"/{number}")
    log = ada.app[keys.LOG].id
    async with view(ada, site, f"?cursor={point.format(log=log)}") as shown:
        first, *others = await shown.until("ready")
    assert first["log"] == log
    is_known = point in {"{log}-2", "2"}
    paths = [each["path"] for each in others if each["type"] == "event"]
    assert paths == (["/2"] if is_known else ["/0", "/1", "/2"])


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 30, "%D9%A1", "a-", "a-x", "a-b-1"])
async def test_what_is_no_cursor_is_refused_before_the_upgrade(
    as_user: AsUser, cursor: str
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    with pytest.raises(WSServerHandshakeError) as refused:
        async with view(ada, site, f"?cursor={cursor}"):
            pass
    assert refused.value.status == 400


async def test_the_filter_is_the_servers(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    for path in ("/docs", "/blog/waves"):
        await visit(ada, site, path)
    async with view(ada, site, "?only_page_begins=/blog") as shown:
        replayed = await shown.until("ready")
        await visit(ada, site, "/docs/live")
        await visit(ada, site, "/blog/live")
        told = replayed + await shown.until("event")
    paths = [each["path"] for each in told if each["type"] == "event"]
    assert paths == ["/blog/waves", "/blog/live"]


async def test_an_order_brings_the_pages_of_its_visit(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    google = "https://www.google.com/"
    async with view(ada, site, "?event=Order&source=Google&page_begins=/ca") as shown:
        await shown.until("ready")
        await visit(ada, site, "/landing", referrer=google)
        await visit(ada, site, "/cart", referrer="https://example.com/landing")
        await visit(ada, site, "/done", name="Order")
        told = await shown.until("event")
    events = [each for each in told if each["type"] == "event"]
    assert [each["path"] for each in events] == ["/landing", "/cart", "/done"]
    assert [each.get("replay", False) for each in events] == [True, True, False]


async def test_a_refused_hit_is_told_with_its_remedy(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await ada.app[keys.SITES].change(site.id, hosts=("example.org",))
    async with view(ada, site) as shown:
        await shown.until("ready")
        await visit(ada, site, "/x")
        (told,) = [each for each in await shown.until("refused") if each["type"] == "refused"]
    assert (told["reason"], told["host"]) == ("host", "example.com")
    assert told["remedy"]


async def test_it_is_never_compressed_and_has_a_heartbeat(
    as_user: AsUser, client: TestClient
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    headers = {"Origin": origin_of(ada)}
    path = f"/sites/{site.id}/live/socket"
    async with ada.ws_connect(path, headers=headers, compress=15) as socket:
        assert not socket.compress
        (kept,) = await eventually(lambda: tuple(client.app[keys.SOCKETS]))
        assert kept._heartbeat == sockets.HEARTBEAT <= 30


async def sees_the_end(shown: View) -> int:
    async with asyncio.timeout(PATIENCE):  # not at the next look at its session
        while (frame := await shown.socket.receive()).type is WSMsgType.TEXT:
            pass
    assert frame.type is WSMsgType.CLOSE
    return int(frame.data)


@pytest.mark.fault
async def test_logging_out_closes_the_socket(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    async with view(ada, site) as shown:
        await shown.until("ready")
        await ada.post("/logout")
        assert await sees_the_end(shown) == 1008


@pytest.mark.fault
async def test_revoking_closes_the_other_browsers_socket(as_user: AsUser) -> None:
    here, there = await as_user("ada"), await as_user("ada")
    site = await add_site(there)
    async with view(there, site) as shown:
        await shown.until("ready")
        await here.post("/account/sessions/revoke")
        assert await sees_the_end(shown) == 1008


@pytest.mark.fault
async def test_a_session_that_runs_out_closes_the_socket(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN", 0.05)
    ada = await as_user()
    site = await add_site(ada)
    async with view(ada, site) as shown:
        await shown.until("ready")
        async with ada.app[keys.DATABASE].transaction() as tx:
            await tx.execute("update login_session set seen_at = 0")
        assert await sees_the_end(shown) == 1008


async def test_the_feeds_older_events_come_in_pages(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    for number in range(5):
        await visit(ada, site, f"/{number}")

    async def page(query: str) -> list[tuple[int, str]]:
        answer = await ada.get(f"/sites/{site.id}/events{query}")
        messages = json.loads(await answer.text())["messages"]
        return [(each["cursor"], each["path"]) for each in messages]

    last = await page("?limit=2")
    assert [path for _, path in last] == ["/3", "/4"]
    before = await page(f"?before={last[0][0]}&limit=2")
    assert [path for _, path in before] == ["/1", "/2"]
    assert [path for _, path in await page(f"?before={before[0][0]}")] == ["/0"]
    assert await page("?before=1") == []
    log = ada.app[keys.LOG].id
    assert await page(f"?before={log}-{last[0][0]}&limit=2") == before
    assert await page(f"?before=another-{last[0][0]}&limit=2") == last


async def test_older_events_are_filtered_by_the_server(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    for path in ("/docs", "/blog", "/docs/live"):
        await visit(ada, site, path)
    answer = await ada.get(f"/sites/{site.id}/events?only_page_begins=/docs")
    found = await answer.json()
    assert [each["path"] for each in found["messages"]] == ["/docs", "/docs/live"]
    assert found["before"] == 0


async def test_older_events_of_selected_visits_come_whole(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site, "/landing", referrer="https://www.google.com/")
    await visit(ada, site, "/cart", referrer="https://example.com/landing")
    await visit(ada, site, "/done", name="Order")
    for query in ("source=Google", "event=Order", "page=/cart", "page_begins=/do"):
        answer = await ada.get(f"/sites/{site.id}/events?{query}&limit=2")
        found = await answer.json()
        assert [each["path"] for each in found["messages"]] == ["/cart", "/done"]
    answer = await ada.get(f"/sites/{site.id}/events?page=/car")
    assert (await answer.json())["messages"] == []


async def test_a_stranger_reads_no_older_events(as_user: AsUser) -> None:
    ada, bob = await as_user("ada"), await as_user("bob")
    site = await add_site(ada)
    theirs = await bob.get(f"/sites/{site.id}/events")
    missing = await bob.get(f"/sites/{site.id + 1000}/events")
    assert (theirs.status, await theirs.read()) == (404, await missing.read())
