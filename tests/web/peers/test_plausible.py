"""Plausible's collector, as their scripts and their users' servers ask it."""

import json
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.web.peers.conftest import Stored, Token
from tests.web.peers.reporting import BOT, BROWSER, leaves_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

PAGE = {
    "n": "pageview",
    "v": 36,
    "u": "https://example.com/a?utm_source=news#x",
    "d": "example.com",
}
GOOGLE = "https://www.google.com/"


async def report(client: TestClient, sent: Any, **headers: str) -> ClientResponse:
    text = sent if isinstance(sent, str) else json.dumps(sent)
    more = BROWSER | {"Content-Type": "text/plain"} | headers
    return await client.post("/api/event", data=text, headers=more)


async def test_a_pageview_is_stored_and_answered_as_theirs(
    client: TestClient, stored: Stored
) -> None:
    answer = await report(client, PAGE | {"r": GOOGLE})
    assert (answer.status, await answer.text()) == (202, "ok")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "x-plausible-dropped" not in answer.headers
    [row] = await stored()
    assert (row["name"], row["host"], row["path"]) == ("pageview", "example.com", "/a")


async def test_a_form_and_a_cut_emoji_are_read(client: TestClient, stored: Stored) -> None:
    form = "name=pageview&url=https%3A%2F%2Fexample.com%2Fb&domain=example.com"
    answer = await report(client, form, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 202
    cut = '{"n": "Signup", "u": "https://example.com/", "d": "example.com", "p": {"a": "\\ud83d"}}'
    assert (await report(client, cut)).status == 202
    assert [row["name"] for row in await stored()] == ["pageview", "Signup"]


async def test_an_application_that_repeats_its_referrer_arrives_once(
    client: TestClient, stored: Stored
) -> None:
    for path in ("/", "/b", "/c"):
        await report(client, PAGE | {"u": f"https://example.com{path}", "r": GOOGLE})
    rows = await stored()
    assert [row["source"] for row in rows] == ["Google", "", ""]
    assert len({row["visit"] for row in rows}) == 1


async def test_engagements_add_up_on_the_page_they_name(client: TestClient) -> None:
    for path in ("/a", "/b"):
        await report(client, PAGE | {"u": f"https://example.com{path}"})
    for path, lasted, depth in (("/a", 3_000, 20), ("/b", 500, 90), ("/a", 4_000, 10)):
        url = f"https://example.com{path}"
        sent = {"n": "engagement", "u": url, "d": "example.com", "e": lasted, "sd": depth, "v": 36}
        assert (await report(client, sent)).status == 202
    assert await leaves_of(client) == [(3_000, 20), (500, 90), (7_000, 20)]
    other = BROWSER["User-Agent"].replace("140", "141")
    sent = {"n": "engagement", "u": "https://example.com/a", "d": "example.com", "e": 9, "v": 36}
    assert (await report(client, sent, **{"User-Agent": other})).status == 202
    assert len(await leaves_of(client)) == 3


async def test_one_event_may_be_of_several_sites(client: TestClient, stored: Stored) -> None:
    answer = await report(client, PAGE | {"d": "example.com,nobody.example"})
    assert answer.status == 202
    assert answer.headers["x-plausible-dropped"] == "1"
    assert answer.headers["X-Tracker-Refused"] == "unknown"
    assert len(await stored()) == 1


@pytest.mark.parametrize(
    ("sent", "headers", "reason"),
    [
        (PAGE, BOT, "bot"),
        (PAGE, {"DNT": "1"}, "privacy"),
        (PAGE | {"d": "nobody.example"}, {}, "unknown"),
        (PAGE | {"u": "app://a"}, {}, "bad"),
    ],
)
async def test_what_is_dropped_is_answered_as_stored_with_a_word(
    client: TestClient, stored: Stored, sent: Any, headers: dict[str, str], reason: str
) -> None:
    answer = await report(client, sent, **headers)
    assert (answer.status, await answer.text()) == (202, "ok")
    assert answer.headers["x-plausible-dropped"] == "1"
    assert answer.headers["X-Tracker-Refused"] == reason
    assert await stored() == []


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ("{", {"request": ["Unable to parse request body as json"]}),
        ("[]", {"request": ["Unable to parse request body as json"]}),
        ("[" * 9_000, {"request": ["Unable to parse request body as json"]}),
        ({"n": "pageview", "d": "example.com"}, {"url": ["is required"]}),
    ],
)
async def test_what_cannot_be_read_is_said_in_their_words(
    client: TestClient, sent: Any, errors: dict[str, list[str]]
) -> None:
    answer = await report(client, sent)
    assert (answer.status, await answer.json()) == (400, {"errors": errors})
    assert answer.headers["X-Tracker-Refused"] == "bad"
    assert (await report(client, "x" * 40_000)).status == 413


async def test_a_browser_may_ask_first(client: TestClient) -> None:
    answer = await client.options("/api/event", headers=BROWSER)
    assert answer.status == 204
    assert answer.headers["Access-Control-Max-Age"] == "1728000"


async def test_the_sites_key_is_a_name_too(client: TestClient, stored: Stored, site: Site) -> None:
    await report(client, PAGE | {"d": site.key})
    assert len(await stored()) == 1


async def test_what_a_server_says_of_its_visitors_holds_with_a_token(
    client: TestClient, stored: Stored, token: Token
) -> None:
    good, weak = await token(), await token("read")
    for number in range(2):
        for sent in ("", good, weak):
            headers = {"X-Plausible-IP": f"91.0.0.{number}"}
            headers |= {"Authorization": f"Bearer {sent}"} if sent else {}
            await report(client, PAGE, **headers)
    rows = await stored()
    assert len({row["visitor"] for row in rows}) == 3
    assert rows[0]["visitor"] == rows[2]["visitor"] == rows[3]["visitor"] == rows[5]["visitor"]


async def test_who_is_too_fast_hears_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app[keys.GATES].addresses, "allows", lambda *_: False)
    answer = await report(client, PAGE)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")


async def test_what_came_this_way_is_counted(client: TestClient) -> None:
    await report(client, PAGE)
    await report(client, PAGE, **BOT)
    came = client.app[keys.PEER_COUNTS].of(1, "plausible")
    assert came is not None
    assert (came.hits, came.refused, came.reason) == (2, 1, "bot")


LIWAN = {"entity_id": "shop", "name": "pageview", "url": "https://example.com/a"}


async def test_liwans_events_come_to_the_same_address(client: TestClient, stored: Stored) -> None:
    answer = await report(client, LIWAN | {"screen_width": "lg"})
    assert (answer.status, await answer.json()) == (200, {"status": "OK"})
    [row] = await stored()
    assert (row["path"], row["width"]) == ("/a", 1024)
    for sent in (LIWAN | {"entity_id": "other"}, LIWAN | {"url": "https://example.com/b"}):
        answer = await report(client, sent, **BOT)
        assert (answer.status, await answer.json()) == (200, {"status": "OK"})
        assert answer.headers["X-Tracker-Refused"] in {"unknown", "bot"}
    assert len(await stored()) == 1


@pytest.mark.parametrize(
    ("sent", "headers", "message"),
    [
        (LIWAN | {"url": "/a"}, {}, "invalid url"),
        (LIWAN | {"name": ""}, {}, "invalid event"),
        (LIWAN, {"User-Agent": ""}, "invalid user agent"),
    ],
)
async def test_liwan_hears_what_is_wrong(
    client: TestClient, sent: Any, headers: dict[str, str], message: str
) -> None:
    answer = await report(client, sent, **headers)
    assert answer.status == 400
    said = {"status": "Bad Request", "message": message, "code": 400}
    assert await answer.json() == said


async def test_liwan_hears_that_it_is_too_fast(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app[keys.GATES].addresses, "allows", lambda *_: False)
    assert (await report(client, LIWAN)).status == 429
