"""The common report goes the short way and is answered and stored as on the routes."""

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER, Answer
from tests.ways import WAYS, send
from tests.web.peers.conftest import Stored
from tests.web.peers.reporting import NAMES, UUID
from tracker.web import keys

BOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"
URL = "https://example.com/a"
EVENT = {"n": "pageview", "u": URL, "d": "example.com", "r": "https://www.google.com/"}
SEND = {"type": "event", "payload": {"website": UUID, "url": URL, "title": "A"}}
LIWAN = {"entity_id": "shop", "name": "pageview", "url": URL}
MATOMO = "/matomo.php?idsite=7&rec=1&url=https%3A%2F%2Fexample.com%2Fa&send_image=0"
COUNT = "/count?p=%2Fa&t=A+title&b=0"
Asked = tuple[str, str, Any]
COMMON: dict[str, Asked] = {
    "plausible": ("POST", "/api/event", EVENT),
    "liwan": ("POST", "/api/event", LIWAN),
    "umami": ("POST", "/api/send", SEND),
    "goatcounter": ("POST", COUNT, None),
    "goatcounter image": ("GET", COUNT, None),
    "goatcounter key": ("POST", "/visit/abcdefghijkl/count?p=/a", None),
    "matomo": ("POST", MATOMO, None),
    "matomo image": ("GET", MATOMO, None),
    "matomo piwik": ("POST", MATOMO.replace("matomo", "piwik"), None),
}
UNCOMMON: dict[str, Asked] = {
    "no JSON": ("POST", "/api/event", "{"),
    "no object": ("POST", "/api/event", []),
    "nobody's": ("POST", "/api/event", EVENT | {"d": "nobody.example"}),
    "several": ("POST", "/api/event", EVENT | {"d": "example.com,b.example"}),
    "no event": ("POST", "/api/event", EVENT | {"u": ""}),
    "not Liwan's": ("POST", "/api/event", LIWAN | {"url": "/a"}),
    "no website": ("POST", "/api/send", SEND | {"payload": {"url": URL}}),
    "identify": ("POST", "/api/send", {"type": "identify", "payload": {"website": UUID}}),
    "no path": ("POST", "/count?p=", None),
    "hinted": ("POST", "/count?p=/a&b=153", None),
    "no number": ("POST", MATOMO + "&cid=1", None),
    "nobody's number": ("POST", MATOMO.replace("idsite=7", "idsite=9"), None),
    "form": ("POST", "/matomo.php?idsite=7", "rec=1"),
    "nothing": ("GET", "/matomo.php", None),
    "script": ("GET", "/count.js", None),
    "batch": ("POST", "/api/batch", [SEND]),
}
UNUSUAL = {
    "token": "Authorization: Bearer x\r\n",
    "letters": "Referer: https://example.com/ä\r\n",
    "twice": "Origin: https://b.example\r\n",
    "closing": "Connection: close\r\n",
    "upgrade": "Upgrade: h2c\r\n",
}


def request(method: str, target: str, sent: Any, more: str = "", agent: str = BROWSER) -> bytes:
    text = sent if isinstance(sent, str) else "" if sent is None else json.dumps(sent)
    head = (
        f"{method} {target} HTTP/1.1\r\nHost: mycode.example.org\r\nUser-Agent: {agent}\r\n"
        f"Origin: https://example.com\r\nAccept-Language: de-DE,en\r\n{more}"
    )
    length = f"Content-Length: {len(text)}\r\n" if method == "POST" else ""
    return f"{head}{length}\r\n{text}".encode("latin-1")


def told(answer: Answer) -> tuple[int, dict[str, str], int]:
    """What it says, but for the time and for what is another each time."""
    pairs = (line.split(": ", 1) for line in answer.head.split("\r\n")[1:] if line)
    headers = {name.title(): value for name, value in pairs if name not in {"Date", "Server"}}
    return answer.status, headers, len(answer.body)


@pytest.mark.parametrize("agent", [BROWSER, BOT], ids=["person", "bot"])
@pytest.mark.parametrize("name", COMMON)
async def test_both_ways_answer_and_store_alike(
    client: TestClient, stored: Stored, name: str, agent: str
) -> None:
    intake = client.app[keys.INTAKE]
    asked = request(*COMMON[name], agent=agent)
    [quick] = await send(client.port, WAYS["short"], asked)
    assert intake.fast == 1
    [slow] = await send(client.port, WAYS["split"], asked)
    assert intake.fast == 1
    assert told(quick) == told(slow)
    assert quick.status < 300
    rows = await stored()
    assert len(rows) == (0 if agent == BOT else 2)
    same = ("name", "host", "path", "title", "language", "width", "visit", "visitor")
    assert len({tuple(row[each] for each in same) for row in rows}) <= 1
    kind, counts = name.split(maxsplit=1)[0], client.app[keys.PEER_COUNTS]
    came = counts.of(1, kind)
    assert came is not None
    assert came.hits == 2
    called = "abcdefghijkl" if name.endswith("key") else NAMES[kind]
    assert counts.lately(client.app[keys.SITES].by_id[1], kind, called, came.last_at) == (2, 2)


@pytest.mark.parametrize("name", UNCOMMON)
async def test_what_is_uncommon_takes_the_routes(client: TestClient, name: str) -> None:
    await client.app[keys.SITES].add(1, "other.example", "UTC", 0)
    asked = request(*UNCOMMON[name])
    [quick] = await send(client.port, WAYS["short"], asked)
    [slow] = await send(client.port, WAYS["split"], asked)
    assert told(quick) == told(slow)
    assert client.app[keys.INTAKE].fast == 0


@pytest.mark.parametrize("name", UNUSUAL)
async def test_an_unusual_head_takes_the_routes(
    client: TestClient, stored: Stored, name: str
) -> None:
    asked = request(*COMMON["plausible"], more=UNUSUAL[name])
    [answer] = await send(client.port, WAYS["short"], asked)
    assert answer.status == 202
    assert client.app[keys.INTAKE].fast == 0
    assert len(await stored()) == 1


async def test_requests_in_a_row_are_answered_in_a_row(client: TestClient, stored: Stored) -> None:
    asked = [request(*each) for each in COMMON.values()]
    answers = await send(client.port, WAYS["short"], *asked)
    assert [answer.status for answer in answers] == [202, 200, 200, 200, 200, 200, 204, 204, 204]
    assert len(await stored()) == len(asked)


async def test_engagement_of_no_known_page_changes_nothing(client: TestClient) -> None:
    sent = {"n": "engagement", "u": URL, "d": "example.com", "e": 5}
    [answer] = await send(client.port, WAYS["short"], request("POST", "/api/event", sent))
    assert (answer.status, answer.body) == (202, b"ok")
    assert client.app[keys.INTAKE].fast == 0


async def test_who_is_too_fast_hears_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app[keys.GATES].addresses, "allows", lambda *_: False)
    [answer] = await send(client.port, WAYS["short"], request(*COMMON["umami"]))
    assert answer.status == 429
    assert "Retry-After: 1" in answer.head


async def test_a_fault_is_answered_and_ends_the_connection(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(client.app[keys.INTAKE], "receive", fail)
    [answer] = await send(client.port, WAYS["short"], request(*COMMON["plausible"]))
    assert answer.status == 500


async def test_what_is_bad_is_warned_of(client: TestClient, caplog: Any) -> None:
    sent = EVENT | {"u": "ftp://example.com/a"}
    [answer] = await send(client.port, WAYS["short"], request("POST", "/api/event", sent))
    assert answer.status == 202
    assert "X-Tracker-Refused: bad" in answer.head
    assert "url is missing or not http(s)" in caplog.text
