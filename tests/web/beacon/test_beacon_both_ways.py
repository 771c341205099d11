"""A hit is treated the same on the ordinary route and on the short way past it."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient
from msgspec import structs

from tests.beacon_load import BROWSER, post
from tests.seeded_data import Seeded
from tests.ways import WAYS, Way, send
from tests.web.beacon.stored_rows import PAGE, date_of, headers_of, refused_as, stored
from tracker.config import Config
from tracker.domain.visitors import beacon_hash
from tracker.services.recording.recorder import Recorder
from tracker.web import keys
from tracker.web.beacon.connection import BeaconConnection


@pytest.fixture
async def only_shop(client: TestClient, seeded: Seeded) -> None:
    directory = client.app[keys.SITES]
    site = structs.replace(directory.by_key[seeded.site.key], hosts=("shop.example.com",))
    directory.by_key[site.key] = site


@pytest.fixture
def short_hits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sites' keys of all hits that came the short way."""
    keys_seen: list[str] = []
    hand_on = BeaconConnection._hand_on

    def noted(self: BeaconConnection, key: str, head: dict[bytes, bytes], body: bytes) -> None:
        keys_seen.append(key)
        hand_on(self, key, head, body)

    monkeypatch.setattr(BeaconConnection, "_hand_on", noted)
    return keys_seen


async def test_a_hit_is_on_disk_when_it_is_answered(
    client: TestClient, seeded: Seeded, way: Way, short_hits: list[str]
) -> None:
    (answer,) = await send(client.port, way, post(seeded.site.key, PAGE))
    assert (answer.status, answer.body, refused_as(answer)) == (204, b"", None)
    (row,) = await stored(client)
    told = (row["name"], row["path"], row["title"], row["browser"], row["system"])
    assert told == ("pageview", "/pricing", "Prices", "Chrome", "Linux")
    assert row["beacon"] == beacon_hash(seeded.site.id, "one")
    assert len(short_hits) == way.is_short


async def test_every_hit_of_a_lasting_connection_is_answered(
    client: TestClient, seeded: Seeded, way: Way, short_hits: list[str]
) -> None:
    hits = [post(seeded.site.key, PAGE | {"id": f"hit{n}"}) for n in range(5)]
    answers = await send(client.port, way, *hits)
    assert [answer.status for answer in answers] == [204] * 5
    assert len(await stored(client)) == 5
    assert len(short_hits) == (5 if way.is_short else 0)


async def test_a_retry_within_the_hour_is_counted_once(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = post(seeded.site.key, PAGE)
    answers = await send(client.port, way, hit, hit)
    answers += await send(client.port, WAYS["query"], hit)
    assert [answer.status for answer in answers] == [204] * 3
    assert len(await stored(client)) == 1


async def test_a_retry_that_waits_with_its_first_copy_is_counted_once(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = post(seeded.site.key, PAGE)
    answers = await asyncio.gather(*(send(client.port, way, hit) for _ in range(5)))
    assert [answer.status for (answer,) in answers] == [204] * 5
    assert len(await stored(client)) == 1


async def test_a_visitor_is_the_same_whichever_way_a_hit_takes(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hints = 'Sec-CH-UA: "Chromium";v="126"\r\nSec-CH-UA-Platform: "Linux"\r\n'
    first, second = (post(seeded.site.key, PAGE | {"id": i}, headers=hints) for i in "ab")
    await send(client.port, way, first)
    await send(client.port, WAYS["query"], second)
    one, other = await stored(client)
    assert (one["visitor"], one["visit"]) == (other["visitor"], other["visit"])
    assert (one["is_new"], other["is_new"]) == (1, 0)


async def test_another_origin_may_read_the_answer(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    for hit in (PAGE, {}):
        (answer,) = await send(client.port, way, post(seeded.site.key, hit))
        headers = headers_of(answer)
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Access-Control-Expose-Headers"] == "X-Tracker-Refused, Retry-After"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not {"Access-Control-Allow-Credentials", "Set-Cookie", "Server"} & set(headers)


SPAM = {"referrer": "https://best-seo-offer.com/"}
REFUSED = {
    "no URL": ({"url": ""}, "", 400, "bad", "url is missing or not http(s)"),
    "another scheme": ({"url": "ftp://example.com/"}, "", 400, "bad", "not http(s)"),
    "a wrong type": ({"url": 5}, "", 400, "bad", ""),
    "a leave of nothing": ({"name": "leave", "id": ""}, "", 400, "bad", "by id"),
    "a leave to nowhere": ({"name": "leave", "state": "up"}, "", 400, "bad", "hidden, left or"),
    "an old test": ({"name": "test", "token": "x"}, "", 400, "test", "Test link used up"),
    "DNT": ({}, "DNT: 1\r\n", 204, "privacy", ""),
    "GPC": ({}, "Sec-GPC: 1\r\n", 204, "privacy", ""),
    "an excluded browser": ({"excluded": True}, "", 204, "excluded", ""),
    "referrer spam": (SPAM, "", 204, "spam", ""),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_said_and_not_stored(
    client: TestClient,
    seeded: Seeded,
    way: Way,
    case: tuple[dict[str, object], str, int, str, str],
) -> None:
    hit, headers, status, reason, words = case
    sent = post(seeded.site.key, PAGE | hit, headers=headers)
    (answer,) = await send(client.port, way, sent)
    assert (answer.status, refused_as(answer)) == (status, reason)
    assert words in answer.body.decode()
    assert bool(answer.body) == (status != 204)
    assert not await stored(client)
    [(day, hits)] = (await client.app[keys.REFUSED_DAYS].since(seeded.site, 0)).items()
    assert (day.reason, hits) == (reason, 1)


async def test_a_bot_is_told_that_it_was_not_counted(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    sent = post(seeded.site.key, PAGE).replace(BROWSER.encode(), b"Googlebot/2.1")
    (answer,) = await send(client.port, way, sent)
    assert (answer.status, refused_as(answer)) == (204, "bot")
    assert not await stored(client)


async def test_a_request_without_user_agent_is_no_visitor(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    sent = post(seeded.site.key, PAGE).replace(b"User-Agent: " + BROWSER.encode() + b"\r\n", b"")
    (answer,) = await send(client.port, way, sent)
    assert (answer.status, refused_as(answer)) == (204, "bot")


@pytest.mark.usefixtures("only_shop")
async def test_a_host_that_is_not_on_the_list_is_refused(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    allowed = PAGE | {"id": "two", "url": "https://shop.example.com/cart"}
    hits = [post(seeded.site.key, hit) for hit in (PAGE, allowed)]
    first, second = await send(client.port, way, *hits)
    assert (first.status, refused_as(first)) == (204, "host")
    assert (second.status, refused_as(second)) == (204, None)
    assert [row["path"] for row in await stored(client)] == ["/cart"]


async def test_an_unknown_site_is_not_found(client: TestClient, way: Way) -> None:
    (answer,) = await send(client.port, way, post("x" * 12, PAGE))
    assert (answer.status, refused_as(answer)) == (404, "unknown")
    assert answer.body.startswith(b"No such site")


NOT_JSON = (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"url=https://example.com/", b"\0" * 9)


@pytest.mark.parametrize("body", NOT_JSON)
async def test_what_is_no_hit_is_refused_with_the_reason(
    client: TestClient, seeded: Seeded, way: Way, body: bytes
) -> None:
    (answer,) = await send(client.port, way, raw_post(seeded.site.key, body))
    assert (answer.status, refused_as(answer)) == (400, "bad")
    assert answer.body.startswith(b"Not a hit: ")


def raw_post(key: str, body: bytes) -> bytes:
    head = f"POST /visit/{key} HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_a_body_of_32_kib_is_taken_and_a_larger_one_refused(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = json.dumps(PAGE | {"properties": {"x": ""}}).encode()
    filled = hit.replace(b'"x": ""', b'"x": "' + b"y" * (32 * 1024 - len(hit)) + b'"')
    assert len(filled) == 32 * 1024
    (answer,) = await send(client.port, way, raw_post(seeded.site.key, filled))
    assert answer.status == 204
    larger = filled.replace(b'"y', b'"yy', 1)
    (answer,) = await send(client.port, way, raw_post(seeded.site.key, larger))
    assert (answer.status, refused_as(answer)) == (413, "large")
    assert len(await stored(client)) == 1


class TestTooFast:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, rate_per_address=1, rate_burst=3)

    async def test_what_comes_too_fast_is_told_when_to_come_back(
        self, client: TestClient, seeded: Seeded, way: Way
    ) -> None:
        hits = [post(seeded.site.key, PAGE | {"id": f"hit{n}"}) for n in range(5)]
        answers = await send(client.port, way, *hits)
        assert [answer.status for answer in answers] == [204] * 3 + [429] * 2
        assert refused_as(answers[3]) == "fast"
        assert headers_of(answers[3])["Retry-After"] == "1"
        assert len(await stored(client)) == 3

    async def test_who_tries_keys_that_are_none_is_slowed_down(
        self, client: TestClient, way: Way
    ) -> None:
        hits = [post(f"unknown{n:05d}", PAGE) for n in range(5)]
        answers = await send(client.port, way, *hits)
        assert [answer.status for answer in answers] == [404] * 3 + [429] * 2


async def test_a_full_queue_refuses_and_stores_nothing(
    client: TestClient, seeded: Seeded, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Recorder, "submit", lambda *_: False)
    (answer,) = await send(client.port, way, post(seeded.site.key, PAGE))
    assert (answer.status, refused_as(answer)) == (503, "busy")
    assert headers_of(answer)["Retry-After"] == "1"
    assert not await stored(client)


async def test_the_client_is_found_behind_a_trusted_proxy_only(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    for number in range(3):
        forwarded = f"X-Forwarded-For: 203.0.113.{number}\r\n"
        await send(
            client.port, way, post(seeded.site.key, PAGE | {"id": f"a{number}"}, headers=forwarded)
        )
    assert len({row["visitor"] for row in await stored(client)}) == 1


class TestBehindAProxy:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, trusted_proxies=("127.0.0.0/8",))

    @pytest.mark.parametrize(
        "header", ["X-Forwarded-For: {}", 'Forwarded: for="{}:80";proto=https']
    )
    async def test_the_client_is_whom_the_proxy_names(
        self, client: TestClient, seeded: Seeded, way: Way, header: str
    ) -> None:
        for number in (1, 2, 2):
            lines = header.format(f"203.0.113.{number}") + "\r\n"
            await send(client.port, way, post(seeded.site.key, PAGE | {"id": ""}, headers=lines))
        one, two, again = (row["visitor"] for row in await stored(client))
        assert one != two == again


async def test_the_same_request_gets_the_same_answer_on_every_way(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hits = [PAGE, {}, PAGE | {"excluded": 1}, {"name": "leave", "url": PAGE["url"]}]
    for hit in hits:
        sent = post(seeded.site.key, hit)
        (short,) = await send(client.port, WAYS["short"], sent)
        (answer,) = await send(client.port, way, sent)
        assert (answer.status, answer.body) == (short.status, short.body)
        assert headers_of(answer) == headers_of(short)
        assert abs(date_of(answer) - date_of(short)) <= timedelta(seconds=10)


async def test_an_answers_date_is_the_clocks(
    client: TestClient, seeded: Seeded, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in (1_800_000_000, 1_800_000_001):
        monkeypatch.setattr("time.time", lambda now=at: now + 0.5)
        for hit in (PAGE, {}):
            (answer,) = await send(client.port, way, post(seeded.site.key, hit))
            assert date_of(answer).timestamp() == at
