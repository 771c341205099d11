"""Matomo's tracker address, as its script and its users' servers ask it."""

import json
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.web.peers.conftest import Stored, Token
from tests.web.peers.reporting import BOT, BROWSER, leaves_of
from tracker.web import keys
from tracker.web.peers.matomo import GIF

PAGE = {
    "idsite": "7",
    "rec": "1",
    "url": "https://example.com/a?mtm_campaign=may",
    "action_name": "A",
    "urlref": "https://www.google.com/",
    "res": "1280x720",
    "_id": "0123456789abcdef",
    "r": "123456",
    "pv_id": "AbCdEf",
}


async def track(
    client: TestClient,
    method: str = "GET",
    data: Any = None,
    path: str = "/matomo.php",
    **more: str,
) -> ClientResponse:
    return await client.request(method, path, params=PAGE | more, data=data, headers=BROWSER)


async def test_dimensions_and_variables_are_properties(client: TestClient, stored: Stored) -> None:
    told = {"dimension3": "dark", "dimension0": "x", "cvar": '{"1":["Author","Ada"]}'}
    await track(client, **told)
    await track(client, e_c="Video", e_a="Play", e_n="Intro", r="7", dimension3="light")
    pageview, event = await stored()
    assert json.loads(pageview["properties"]) == {"dimension3": "dark", "Author": "Ada"}
    assert json.loads(event["properties"]) == {
        "category": "Video",
        "name": "Intro",
        "dimension3": "light",
    }


@pytest.mark.parametrize("path", ["/matomo.php", "/piwik.php"])
async def test_an_image_counts(client: TestClient, stored: Stored, path: str) -> None:
    answer = await track(client, path=path)
    assert (answer.status, await answer.read()) == (200, GIF)
    assert answer.headers["Cache-Control"] == "no-store"
    [row] = await stored()
    assert (row["path"], row["title"], row["source"]) == ("/a", "A", "Google")
    assert row["width"] == 1280


async def test_a_beacon_is_answered_with_nothing_and_its_own_origin(
    client: TestClient, stored: Stored
) -> None:
    answer = await track(client, "POST", send_image="0")
    assert (answer.status, await answer.read()) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://example.com"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert len(await stored()) == 1


async def test_a_repetition_is_stored_once(client: TestClient, stored: Stored) -> None:
    await track(client, "POST", send_image="0")
    assert (await track(client)).status == 200
    await track(client, r="654321", pv_id="other1")
    assert len(await stored()) == 2


async def test_a_form_counts(client: TestClient, stored: Stored) -> None:
    form = {key: PAGE[key] for key in PAGE if key != "url"} | {"url": "https://example.com/form"}
    answer = await client.post("/matomo.php", data=form, headers=BROWSER)
    assert answer.status == 200
    [row] = await stored()
    assert row["path"] == "/form"


async def test_a_heartbeat_tells_how_long_a_page_was_looked_at(
    client: TestClient, clock: Clock, stored: Stored
) -> None:
    clock.stop()
    await track(client)
    clock.forward(seconds=30)
    await track(client, ping="1", r="1")
    clock.forward(seconds=15)
    await track(client, ping="1", r="2")
    assert await leaves_of(client) == [(30_000, 0), (45_000, 0)]
    assert len(await stored()) == 1


async def test_many_in_one_body(client: TestClient, stored: Stored) -> None:
    sent = {
        "requests": [
            "?idsite=7&rec=1&url=https%3A%2F%2Fexample.com%2Fb&r=1",
            {"idsite": 7, "rec": 1, "url": "https://example.com/c"},
            "?rec=1",
            "?idsite=99&rec=1",
        ]
    }
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/matomo.php", data=json.dumps(sent), headers=BROWSER | kind)
    assert await answer.json() == {"status": "success", "tracked": 2, "invalid": 2}
    assert sorted(row["path"] for row in await stored()) == ["/b", "/c"]
    silent = json.dumps(sent | {"send_image": 0})
    answer = await client.post("/matomo.php", data=silent, headers=BROWSER)
    assert (answer.status, await answer.read()) == (204, b"")


@pytest.mark.parametrize(
    ("query", "reason"),
    [({"idsite": "99"}, "unknown"), ({"cid": "x"}, "bad"), ({"cip": "91.0.0.1"}, "bad")],
)
async def test_only_an_image_is_told_of_a_mistake_by_its_status(
    client: TestClient, stored: Stored, query: dict[str, str], reason: str
) -> None:
    image = await track(client, **query)
    assert (image.status, await image.read()) == (400, GIF)
    assert image.headers["X-Tracker-Refused"] == reason
    assert (await track(client, "POST", **query)).status == 200
    assert (await track(client, "POST", send_image="0", **query)).status == 204
    assert await stored() == []


async def test_what_is_left_out_is_answered_as_tracked(client: TestClient, stored: Stored) -> None:
    answer = await client.get("/matomo.php", params=PAGE, headers=BOT)
    assert (answer.status, answer.headers["X-Tracker-Refused"]) == (200, "bot")
    assert (await track(client, rec="0")).status == 200
    assert await stored() == []


async def test_without_anything_it_says_what_it_is(client: TestClient) -> None:
    answer = await client.get("/matomo.php")
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert (await client.post("/matomo.php")).status == 400
    assert (await client.options("/matomo.php")).status == 204
    broken = await client.post("/matomo.php", data='{"requests": 5}')
    assert await broken.json() == {"status": "success", "tracked": 0, "invalid": 1}
    assert (await client.post("/matomo.php", data="x" * 1_000_001)).status == 200


async def test_who_is_too_fast_is_to_try_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app[keys.GATES].addresses, "allows", lambda *_: False)
    for method, more in (("GET", {}), ("POST", {"send_image": "0"})):
        assert (await track(client, method, **more)).status == 429
    many = await client.post("/matomo.php", data='{"requests": ["?idsite=7&rec=1"]}')
    assert many.status == 429


async def test_a_program_names_visitors_and_times(
    client: TestClient, stored: Stored, token: Token
) -> None:
    key = await token()
    sent = {
        "token_auth": key,
        "requests": [
            PAGE | {"cip": "91.0.0.1", "cdo": "600", "r": "1", "ua": "Mozilla/5.0 Firefox/140.0"},
            PAGE | {"cip": "91.0.0.2", "cdt": "2020-01-01 00:00:00", "r": "2"},
            PAGE | {"cip": "91.0.0.3", "r": "3"},
        ],
    }
    answer = await client.post("/matomo.php", data=json.dumps(sent), headers=BROWSER)
    assert (await answer.json())["tracked"] == 2
    first, second = sorted(await stored(), key=lambda row: row["at"])
    assert second["at"] - first["at"] > 500_000
    assert first["visitor"] != second["visitor"]


async def test_a_time_that_a_stranger_names_is_that_of_its_arrival(
    client: TestClient, stored: Stored
) -> None:
    await track(client, cdo="600")
    [row] = await stored()
    assert client.app[keys.CLOCK]() - row["at"] < 300_000
