"""Whatever their trackers send as text is kept as that of our own script is."""

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.web.peers.conftest import Stored, Token
from tests.web.peers.reporting import BROWSER, UUID
from tracker.domain.hits import LANGUAGE_BYTES, NAME_BYTES, TEXT_BYTES

URL = "https://example.com/a"
LOGIN = "https://ada:secret@other.example/b?token=x#y"
LONG = "x" * 3_000
GOAT = {"p": "/a", "b": "0", "r": LOGIN}
MATOMO = {"idsite": "7", "rec": "1", "url": URL, "urlref": LOGIN}
Sent = tuple[str, str, dict[str, Any], Any]


def umami(**payload: object) -> Sent:
    sent = {"website": UUID, "url": URL, "referrer": LOGIN, "title": f"\0a\n{LONG}"} | payload
    return "POST", "/api/send", {}, json.dumps({"type": "event", "payload": sent})


def plausible(**more: object) -> Sent:
    sent = {"n": "pageview", "u": URL, "d": "example.com", "r": LOGIN} | more
    return "POST", "/api/event", {}, json.dumps(sent)


def liwan(**more: object) -> Sent:
    sent = {"entity_id": "shop", "name": "pageview", "url": URL, "referrer": LOGIN} | more
    return "POST", "/api/event", {}, json.dumps(sent)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (umami(), "pageview"),
        (umami(name="leave\ud83d", title="\ud83d"), "Leave"),
        (plausible(), "pageview"),
        (plausible(n="a\0\nb\ud83d"), "a b"),
        (liwan(name=" test\0"), "Test"),
        (liwan(name="é" * 200), "é" * (NAME_BYTES // 2)),
        (("POST", "/count", GOAT | {"t": "\0" + LONG[:1_000]}, None), "pageview"),
        (("GET", "/count", GOAT | {"p": LONG[:2_000], "e": "1"}, None), "x" * NAME_BYTES),
        (
            ("GET", "/matomo.php", MATOMO | {"action_name": "\0" + LONG, "lang": LONG}, None),
            "pageview",
        ),
        (("POST", "/matomo.php", MATOMO | {"e_c": "a", "e_a": LONG}, None), "x" * NAME_BYTES),
    ],
)
async def test_it_is_tidied(client: TestClient, stored: Stored, sent: Sent, name: str) -> None:
    method, path, query, body = sent
    headers = BROWSER | {"Host": "mycode.example.org", "Accept-Language": LONG}
    await client.request(method, path, params=query, data=body, headers=headers)
    [row] = await stored()
    assert (row["name"], row["referrer"]) == (name, "https://other.example/b")
    assert row["title"].isprintable()
    assert len(row["title"]) <= TEXT_BYTES
    assert len(row["language"]) <= LANGUAGE_BYTES


async def test_an_address_in_an_event_has_no_secrets(client: TestClient, stored: Stored) -> None:
    link = {"n": "Outbound Link: Click", "p": {"url": LOGIN}}
    method, path, _query, body = plausible(**link)
    await client.request(method, path, data=body, headers=BROWSER)
    [row] = await stored()
    assert (row["name"], json.loads(row["properties"])) == (
        "Outbound",
        {"url": "https://other.example/b"},
    )


async def test_json_is_read_whatever_it_is_called(client: TestClient, stored: Stored) -> None:
    headers = BROWSER | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/api/event", data=plausible()[3], headers=headers)
    assert (answer.status, len(await stored())) == (202, 1)


@pytest.mark.parametrize("number", [1e308, "1e999", "nan"])
async def test_a_time_beyond_all_calendars_is_none(
    client: TestClient, stored: Stored, token: Token, number: object
) -> None:
    headers = BROWSER | {"Authorization": f"Bearer {await token()}"}
    batch = [json.loads(umami(timestamp=number)[3])]
    assert (await client.post("/api/batch", json=batch, headers=headers)).status == 200
    query = MATOMO | {"cdo": str(number)}
    assert (await client.get("/matomo.php", params=query, headers=headers)).status == 200
    assert len(await stored()) == 2
