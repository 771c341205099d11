"""GoatCounter's collector and its API for servers."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.web.peers.conftest import Stored, Token
from tests.web.peers.reporting import BOT, BROWSER
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.peers.goatcounter import GIF

HERE = {"Host": "mycode.example.org"}


async def count(
    client: TestClient, path: str = "/count", method: str = "POST", **query: str
) -> ClientResponse:
    sent = {"p": "/a", "b": "0", "rnd": "x"} | query
    return await client.request(method, path, params=sent, headers=BROWSER | HERE)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_pageview_is_stored_and_answered_with_their_image(
    client: TestClient, stored: Stored, method: str
) -> None:
    answer = await count(client, method=method, t="A", s="1280", r="https://www.google.com/")
    assert (answer.status, await answer.read()) == (200, GIF)
    assert len(GIF) == 43
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.headers["Cache-Control"] == "no-store,no-cache"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    [row] = await stored()
    told = (row["host"], row["path"], row["title"], row["source"], row["width"], row["language"])
    assert told == ("example.com", "/a", "A", "Google", 1280, "de-DE")


async def test_an_event_is_one(client: TestClient, stored: Stored) -> None:
    await count(client, p="signup", e="true")
    [row] = await stored()
    assert (row["name"], row["path"]) == ("signup", "/")


@pytest.mark.parametrize(
    ("host", "origin", "known"),
    [
        ("mycode.example.org", "https://example.com", True),
        ("stats.example.org", "https://example.com", True),
        ("stats.example.org:8080", "", True),
        ("tracker.example", "https://stats.example.org", True),
        ("tracker.example", "https://other.example", False),
        ("tracker.example", "", False),
    ],
)
async def test_the_host_says_which_site_is_meant(
    client: TestClient, stored: Stored, host: str, origin: str, known: bool
) -> None:
    await client.app[keys.SITES].add(1, "other.example", "UTC", 0)
    headers = {"User-Agent": BROWSER["User-Agent"], "Host": host, "Origin": origin}
    answer = await client.get("/count?p=/a", headers=headers)
    assert (answer.status == 200) == known
    assert len(await stored()) == known
    if not known:
        assert answer.headers["X-Tracker-Refused"] == "unknown"


async def test_where_there_is_one_site_no_name_is_needed(
    client: TestClient, stored: Stored
) -> None:
    headers = {"User-Agent": BROWSER["User-Agent"], "Referer": "https://example.com/x"}
    assert (await client.get("/count?p=/a", headers=headers)).status == 200
    [row] = await stored()
    assert row["host"] == "example.com"


async def test_the_address_may_hold_the_key(client: TestClient, stored: Stored, site: Site) -> None:
    await client.app[keys.SITES].add(1, "other.example", "UTC", 0)
    headers = {"User-Agent": BROWSER["User-Agent"]}
    answer = await client.post(f"/visit/{site.key}/count?p=/a", headers=headers)
    assert answer.status == 200
    [row] = await stored()
    assert row["host"] == "example.com"  # as the site is called


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"p": ""}, 400, "path: must be set"),
        ({"p": "/" + "a" * 2_048}, 414, "path"),
        ({"e": "ümaybe"}, 400, "error decoding"),
        ({"b": "12"}, 400, "wrong value: b=12"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_image(
    client: TestClient, query: dict[str, str], status: int, said: str
) -> None:
    answer = await count(client, **query)
    assert (answer.status, await answer.read()) == (status, GIF)
    assert said in answer.headers["X-Goatcounter"]
    assert answer.headers["X-Tracker-Refused"] == "bad"


async def test_programs_hear_nothing_of_it(client: TestClient, stored: Stored) -> None:
    said = await client.get("/count?p=/a", headers=BOT | HERE)
    hinted = await count(client, b="153")
    for answer in (said, hinted):
        assert (answer.status, answer.headers["X-Tracker-Refused"]) == (200, "bot")
    assert await stored() == []


async def test_a_browser_that_looks_ahead_is_not_counted(
    client: TestClient, stored: Stored
) -> None:
    answer = await client.get("/count?p=/a", headers=BROWSER | HERE | {"Purpose": "prefetch"})
    assert (answer.status, await answer.read(), await stored()) == (200, GIF, [])


async def test_who_is_left_out_on_purpose_is_told_so(client: TestClient) -> None:
    answer = await client.get("/count?p=/a", headers=BROWSER | HERE | {"DNT": "1"})
    assert (answer.status, answer.headers["X-Goatcounter"]) == (202, "ignored because: privacy")
    long = BROWSER | HERE | {"User-Agent": "x" * 513}
    assert (await client.get("/count?p=/a", headers=long)).status == 400


async def test_other_methods_are_none(client: TestClient) -> None:
    for method in ("HEAD", "OPTIONS", "PUT"):
        assert (await count(client, method=method)).status == 405


async def test_who_is_too_fast_hears_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app[keys.GATES].addresses, "allows", lambda *_: False)
    answer = await count(client)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")


# The API


HIT = {"path": "/a", "ip": "203.0.113.7", "user_agent": BROWSER["User-Agent"]}
JSON = "application/json"


async def send(
    client: TestClient, sent: Any, key: str, kind: str = JSON, basic: bool = False
) -> ClientResponse:
    pair = base64.b64encode(f"any:{key}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}" if basic else f"Bearer {key}"} if key else {}
    text = sent if isinstance(sent, str) else json.dumps(sent)
    return await client.post(
        "/api/v0/count", data=text, headers=headers | HERE | {"Content-Type": kind}
    )


@pytest.mark.parametrize("basic", [False, True])
async def test_a_server_counts_for_its_visitors(
    client: TestClient, stored: Stored, token: Token, basic: bool
) -> None:
    hour_ago = client.app[keys.CLOCK]() - 3_600_000
    late = HIT | {"session": "s1", "created_at": _text(hour_ago)}
    answer = await send(client, {"hits": [HIT, HIT, late]}, await token(), basic=basic)
    assert (answer.status, await answer.text()) == (202, '{"status":"ok"}')
    assert answer.headers["Content-Type"].startswith("text/plain")
    rows = await stored()
    assert len(rows) == 3
    assert len({row["visit"] for row in rows}) == 2
    assert abs(rows[2]["at"] - hour_ago) < 1_000
    assert {row["host"] for row in rows} == {"example.com"}


async def test_what_is_wrong_with_one_keeps_no_other_away(
    client: TestClient, stored: Stored, token: Token
) -> None:
    bot = HIT | {"user_agent": "curl/8.0"}
    old = HIT | {"created_at": "2020-01-01T00:00:00Z"}
    answer = await send(client, {"hits": [{"path": "/a"}, HIT, bot, old]}, await token())
    assert answer.status == 400
    assert list((await answer.json())["errors"]) == ["0"]
    assert answer.headers["X-Goatcounter-Filter"] == "2, 3"
    assert len(await stored()) == 1


@pytest.mark.parametrize(
    ("sent", "kind", "status", "said"),
    [
        ("{", JSON, 400, "invalid JSON"),
        ({"hits": []}, JSON, 400, "no hits"),
        ({"hits": [HIT], "filter": ["x"]}, JSON, 200, "unknown value"),
        ({"hits": [HIT]}, "text/plain", 415, ""),
        ("x" * 1_000_001, JSON, 413, "Too large"),
    ],
)
async def test_what_cannot_be_read_stores_nothing(  # noqa: PLR0917
    client: TestClient, stored: Stored, token: Token, sent: Any, kind: str, status: int, said: str
) -> None:
    answer = await send(client, sent, await token(), kind)
    assert answer.status == status
    assert said in await answer.text()
    assert await stored() == []


async def test_nobody_counts_without_a_good_token(
    client: TestClient, stored: Stored, token: Token
) -> None:
    for key in ("", "trkp_" + "x" * 43, "x" * 300, await token("read")):
        answer = await send(client, {"hits": [HIT]}, key)
        assert answer.status == 401
        assert "GoatCounter" in answer.headers["WWW-Authenticate"]
    broken = {"Authorization": "Basic %", "Content-Type": JSON} | HERE
    assert (await client.post("/api/v0/count", data="{}", headers=broken)).status == 401
    other = {"Authorization": "Digest x", "Content-Type": JSON} | HERE
    assert (await client.post("/api/v0/count", data="{}", headers=other)).status == 401
    assert await stored() == []
    assert (await client.options("/api/v0/count")).status == 200


async def test_a_server_that_is_too_fast_hears_it(
    client: TestClient, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await token()
    monkeypatch.setattr(client.app[keys.GATES].sites, "allows", lambda *_: False)
    assert (await send(client, {"hits": [HIT]}, key)).status == 429


def _text(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()
