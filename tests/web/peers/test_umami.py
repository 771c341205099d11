"""Umami's collector, as its scripts and servers ask it."""

import json
from typing import Any
from uuid import UUID as Uuid

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.web.peers.conftest import Stored, Token
from tests.web.peers.reporting import BOT, BROWSER, UUID
from tracker.domain.blocks.block import Block
from tracker.web import keys

PAGE = {
    "website": UUID,
    "hostname": "example.com",
    "url": "https://example.com/a",
    "title": "A",
    "screen": "1280x720",
    "language": "de-DE",
    "referrer": "https://www.google.com/",
}


async def report(client: TestClient, sent: Any, path: str = "/send", **more: str) -> ClientResponse:
    text = sent if isinstance(sent, str) else json.dumps(sent)
    headers = BROWSER | {"Content-Type": "application/json"} | more
    return await client.post(f"/api{path}", data=text, headers=headers)


def event(**payload: Any) -> dict[str, Any]:
    return {"type": "event", "payload": PAGE | payload}


async def test_a_pageview_is_stored_and_answered_with_a_token(
    client: TestClient, stored: Stored
) -> None:
    answer = await report(client, event())
    assert answer.status == 200
    said = await answer.json()
    assert said.keys() == {"cache", "sessionId", "visitId"}
    assert Uuid(said["sessionId"]) != Uuid(said["visitId"])
    assert said["cache"].count(".") == 2
    assert answer.headers["Access-Control-Allow-Origin"] == "https://example.com"
    assert answer.headers["Cache-Control"] == "no-cache"
    [row] = await stored()
    assert (row["path"], row["title"], row["source"]) == ("/a", "A", "Google")
    assert (row["width"], row["language"]) == (1280, "de-DE")


async def test_a_tag_is_a_property(client: TestClient, stored: Stored) -> None:
    await report(client, event(tag="variant-b"))
    await report(client, event(tag="variant-b", name="Signup", data={"plan": "pro"}))
    pageview, signup = await stored()
    assert json.loads(pageview["properties"]) == {"tag": "variant-b"}
    assert json.loads(signup["properties"]) == {"plan": "pro", "tag": "variant-b"}


async def test_the_token_names_the_session_again(client: TestClient, clock: Clock) -> None:
    first = await (await report(client, event())).json()
    for sent in (first["cache"], json.dumps(first)):  # release 2 sends the whole answer
        other = BROWSER["User-Agent"].replace("140", "141")
        headers = {"x-umami-cache": sent, "User-Agent": other}
        again = await (await report(client, event(), **headers)).json()
        assert again == first
    for sent in ("", "{", "[1]", "a.b.c", first["cache"] + "x", '{"cache": 5}', "x" * 3_000):
        headers = {"x-umami-cache": sent, "User-Agent": other}
        assert (await (await report(client, event(), **headers)).json()) != first
    clock.forward(hours=2)
    later = await (await report(client, event(), **{"x-umami-cache": first["cache"]})).json()
    assert later["sessionId"] == first["sessionId"]
    assert later["visitId"] != first["visitId"]


@pytest.mark.parametrize("kind", ["identify", "performance"])
async def test_what_is_no_event_is_answered_alike_and_not_counted(
    client: TestClient, stored: Stored, kind: str
) -> None:
    sent = {"type": kind, "payload": {"website": UUID, "id": "ada"}}
    assert "cache" in await (await report(client, sent)).json()
    assert await stored() == []


@pytest.mark.parametrize(
    ("sent", "headers", "status", "said"),
    [
        (event(), BOT, 200, '"beep"'),
        (event(), {"DNT": "1"}, 200, '"beep"'),
        (event(website=UUID.replace("4", "5")), {}, 400, "Website not found."),
        (event(website=None), {}, 400, "Bad request"),
        ("{", {}, 400, "Bad request"),
        (event(url=""), {}, 500, "server-error"),
        (event(url="ftp://x"), {}, 400, "Bad request"),
        ("x" * 40_000, {}, 413, "Too large"),
    ],
)
async def test_what_is_not_stored_is_said_in_their_words(  # noqa: PLR0917
    client: TestClient, stored: Stored, sent: Any, headers: dict[str, str], status: int, said: str
) -> None:
    answer = await report(client, sent, **headers)
    assert answer.status == status
    assert said in await answer.text()
    assert answer.headers["X-Tracker-Refused"]
    assert await stored() == []


async def test_a_batch_answers_for_each(client: TestClient, stored: Stored) -> None:
    sent = [event(url="/b"), event(website="other"), event(url="/c")]
    said = await (await report(client, sent, "/batch")).json()
    assert (said["size"], said["processed"], said["errors"]) == (3, 2, 1)
    assert said["details"][0]["index"] == 1
    assert said["cache"]
    assert [row["path"] for row in await stored()] == ["/b", "/c"]
    for wrong in ("{", {}, [event()] * 101):
        assert (await report(client, wrong, "/batch")).status == 400
    assert (await report(client, "x" * 1_000_001, "/batch")).status == 413
    assert (await (await report(client, [], "/batch")).json())["cache"] is None


async def test_a_browser_asks_first(client: TestClient) -> None:
    asked = {"Access-Control-Request-Headers": "content-type,x-umami-cache"}
    for path in ("/api/send", "/api/batch"):
        answer = await client.options(path, headers=BROWSER | asked)
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Headers"] == "content-type,x-umami-cache"
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"


async def test_their_program_for_servers_is_no_bot_and_needs_a_token_to_name_visitors(
    client: TestClient, stored: Stored, token: Token
) -> None:
    agent = {"User-Agent": "Mozilla/5.0 Umami/18.1.0"}
    page = {"website": UUID, "url": "/a", "timestamp": client.app[keys.CLOCK]() // 1000 - 600}
    named = page | {"ip": "91.0.0.1", "userAgent": BROWSER["User-Agent"]}
    await report(client, {"type": "event", "payload": named}, **agent)
    key = {"x-umami-api-key": await token()}
    await report(client, {"type": "event", "payload": named}, **agent, **key)
    first, second = await stored()
    assert first["visitor"] != second["visitor"]
    assert first["at"] - second["at"] > 500_000
    assert first["host"] == "example.com"


async def test_blocked_and_too_fast(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    block = Block(id=0, site_id=1, kind="page", of="/a", note="", user_id=1, created_at=0)
    await client.app[keys.BLOCKS].add(block)
    assert (await report(client, event())).status == 403
    monkeypatch.setattr(client.app[keys.GATES].addresses, "allows", lambda *_: False)
    assert (await report(client, event())).status == 429
