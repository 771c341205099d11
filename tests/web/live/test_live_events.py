"""The live stream for programs: its token, its resumption, and what a slow reader gets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.web.live.live_views import Stream
from tests.web.sites.owners import add_site, visit
from tracker.domain.messages import RefusedMessage
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.sites.sites import Site
from tracker.storage.sites.tokens import tokens_of
from tracker.web import keys
from tracker.web.live import event_stream


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


@pytest.fixture
async def token(ada: TestClient, site: Site) -> str:
    return await issue_token(ada.app[keys.KEPT], site.id, "tests", 0)


@asynccontextmanager
async def stream(
    client: TestClient, site: Site, token: str, query: str = "", **headers: str
) -> AsyncIterator[Stream]:
    sent = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"} | headers
    async with client.get(f"/api/sites/{site.id}/live{query}", headers=sent) as answer:
        assert answer.status == 200, await answer.text()
        yield Stream(answer)


async def test_without_a_good_token_nothing_is_read(
    ada: TestClient, client: TestClient, site: Site
) -> None:
    for browser in (client, ada):  # the owner's cookie opens pages, not the API
        for sent in ({}, {"Authorization": "Bearer trk_wrong"}, {"Authorization": "Basic x"}):
            answer = await browser.get(f"/api/sites/{site.id}/live", headers=sent)
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_opens_no_other_site(ada: TestClient, site: Site, token: str) -> None:
    other = await add_site(ada, "other.example.com")
    headers = {"Authorization": f"Bearer {token}"}
    theirs = await ada.get(f"/api/sites/{other.id}/live", headers=headers)
    missing = await ada.get(f"/api/sites/{other.id + 1000}/live", headers=headers)
    assert (theirs.status, await theirs.read()) == (404, await missing.read())
    assert site.id != other.id


async def test_it_is_an_event_stream_that_nothing_holds_back(
    client: TestClient, site: Site, token: str
) -> None:
    async with stream(client, site, token) as events:
        headers = events.answer.headers
        assert headers["Content-Type"].startswith("text/event-stream")
        assert "Content-Encoding" not in headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Accel-Buffering"] == "no"


async def test_a_visit_comes_with_its_cursor_as_id(
    client: TestClient, site: Site, token: str
) -> None:
    async with stream(client, site, token) as events:
        await events.until("ready")
        await visit(client, site, "/now")
        (event,) = [each for each in await events.until("event") if each["type"] == "event"]
        log = client.app[keys.LOG].id
        assert (event["path"], events.last_id) == ("/now", f"{log}-{event['cursor']}")


async def test_another_logs_id_begins_anew(client: TestClient, site: Site, token: str) -> None:
    for number in range(3):
        await visit(client, site, f"/{number}")
    found = {}
    for last in (client.app[keys.LOG].id + "-2", "0123456789abcdef-2", "2"):
        async with stream(client, site, token, **{"Last-Event-ID": last}) as events:
            told = await events.until("ready")
        found[last] = [each["path"] for each in told if each["type"] == "event"]
    assert list(found.values()) == [["/2"], ["/0", "/1", "/2"], ["/2"]]


async def test_last_event_id_resumes_without_gap_or_double(
    client: TestClient, site: Site, token: str
) -> None:
    seen: list[int] = []
    last = ""
    for turn in range(5):
        headers = {"Last-Event-ID": last} if last else {}
        async with stream(client, site, token, **headers) as events:
            found = await events.until("ready")
            await visit(client, site, f"/watched/{turn}")
            found += await events.until("event")
            seen += [each["cursor"] for each in found if each["type"] == "event"]
            last = events.last_id
        await visit(client, site, f"/unwatched/{turn}")
    assert seen == list(range(1, 10))


async def test_the_filter_is_the_servers(client: TestClient, site: Site, token: str) -> None:
    await visit(client, site, "/docs")
    await visit(client, site, "/blog", name="Signup")
    for query, paths in (("?only_event=Signup", ["/blog"]), ("?event=Signup", ["/docs", "/blog"])):
        async with stream(client, site, token, query) as events:
            found = await events.until("ready")
        assert [each["path"] for each in found if each["type"] == "event"] == paths


async def test_a_visits_earlier_rows_come_with_the_event_that_selects_it(
    client: TestClient, site: Site, token: str
) -> None:
    query, had, last = "?source=Google&event=Order", list[int](), ""
    for turn in range(4):
        headers = {"Last-Event-ID": last} if last else {}
        async with stream(client, site, token, query, **headers) as events:
            found = await events.until("ready")
            path, order = f"/{turn}", {"name": "Order"} if turn % 3 == 2 else {}
            await visit(client, site, path, referrer="https://www.google.com/", **order)
            if turn > 1:
                found += await events.until("event")
            had += [each["cursor"] for each in found if each["type"] == "event"]
            last = events.last_id
    assert had == [1, 2, 3, 4]


async def test_what_is_no_cursor_is_a_400(client: TestClient, site: Site, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": "x"}
    answer = await client.get(f"/api/sites/{site.id}/live", headers=headers)
    assert answer.status == 400
    assert "cursor" in (await answer.json())["detail"]


async def test_silence_is_filled_with_comments(
    client: TestClient, site: Site, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "PING_AFTER", 0.02)
    async with stream(client, site, token) as events:
        await events.until("ready")
        while not events.comments:
            await asyncio.wait_for(events.next(), PATIENCE)
        assert events.comments == ["ping"]
        await visit(client, site, "/after")
        assert [each["path"] for each in await events.until("event") if each["type"] == "event"]


async def test_a_revoked_token_ends_its_streams_only(
    ada: TestClient, client: TestClient, site: Site, token: str
) -> None:
    other = await issue_token(ada.app[keys.KEPT], site.id, "other", 0)
    first = next(
        each for each in await tokens_of(ada.app[keys.KEPT], site.id) if each.name == "tests"
    )
    async with stream(client, site, token) as ended, stream(client, site, other) as going:
        await ended.until("ready")
        await going.until("ready")
        await ada.post(f"/sites/{site.id}/tokens/{first.id}/revoke")
        await asyncio.wait_for(ended.answer.content.read(), PATIENCE)
        await visit(client, site, "/still")
        await going.until("event")


async def test_an_editor_of_another_site_ends_no_stream(
    as_user: AsUser, client: TestClient, site: Site, token: str
) -> None:
    eve = await as_user("eve")
    evil = await add_site(eve, "evil.example")
    [kept] = await tokens_of(client.app[keys.KEPT], site.id)
    async with stream(client, site, token) as going:
        await going.until("ready")
        await eve.post(f"/sites/{evil.id}/tokens/{kept.id}/revoke")
        await visit(client, site, "/still")
        await going.until("event")


async def test_a_reader_who_leaves_is_forgotten(client: TestClient, site: Site, token: str) -> None:
    async with stream(client, site, token) as events:
        await events.until("ready")
        assert client.app[keys.LIVE].watchers == 1
    await eventually(lambda: client.app[keys.LIVE].watchers == 0)


@pytest.mark.fault
async def test_a_reader_who_does_not_read_is_cut_off(
    client: TestClient, site: Site, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "SEND_WITHIN", 0.2)
    _, writer = await asyncio.open_connection(client.host, client.port, limit=1024)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    path = f"/api/sites/{site.id}/live"
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {client.host}:{client.port}\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    await eventually(lambda: client.app[keys.LIVE].watchers == 1)
    live = client.app[keys.LIVE]
    message = RefusedMessage(0, "host", "x" * 100_000, "", "")

    def is_cut_off() -> bool:
        live.tell(site.id, message)
        return live.watchers == 0

    await eventually(is_cut_off)
    writer.close()
