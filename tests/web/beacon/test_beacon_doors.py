"""The other ways to report a visit: an image, the original contract, a preflight before."""

import json
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient
from yarl import URL

from tests.beacon_load import BROWSER, post
from tests.seeded_data import Seeded
from tests.ways import WAYS, send
from tests.web.beacon.stored_rows import PAGE, refused_as, stored
from tracker.domain.hits import NAME_BYTES
from tracker.web import keys
from tracker.web.beacon.answers import GIF


async def test_a_page_may_ask_before_it_sends(client: TestClient, seeded: Seeded) -> None:
    for path in ("", "/visited"):
        answer = await client.options(f"/visit/{seeded.site.key}{path}")
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
        assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
        assert answer.headers["Access-Control-Max-Age"] == "86400"


IMAGES = {
    "stored": ("?url=https://example.com/a&id=g1&p.plan=pro", {}, None),
    "page from the referrer": ("", {"Referer": "https://example.com/b"}, None),
    "no page": ("", {}, "bad"),
    "private": ("?url=https://example.com/a", {"DNT": "1"}, "privacy"),
    "excluded": ("?url=https://example.com/a&excluded=1", {}, "excluded"),
}


@pytest.mark.parametrize(("query", "headers", "reason"), IMAGES.values(), ids=IMAGES)
async def test_an_image_is_always_an_image(
    client: TestClient, seeded: Seeded, query: str, headers: dict[str, str], reason: str | None
) -> None:
    sent = {"User-Agent": BROWSER} | headers
    answer = await client.get(f"/visit/{seeded.site.key}.gif{query}", headers=sent)
    assert (answer.status, answer.content_type) == (200, "image/gif")
    assert await answer.read() == GIF
    assert len(GIF) == 43
    assert answer.headers.get("X-Tracker-Refused") == reason
    assert len(await stored(client)) == (reason is None)


async def test_an_image_of_an_unknown_site_is_an_image_too(client: TestClient) -> None:
    answer = await client.get("/visit/xxxxxxxxxxxx.gif", headers={"User-Agent": BROWSER})
    assert (answer.status, await answer.read()) == (200, GIF)
    assert answer.headers["X-Tracker-Refused"] == "unknown"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_original_contract_is_kept(
    client: TestClient, seeded: Seeded, method: str
) -> None:
    values = {"event": "Signup", "data": "pro & <b>", "visitor": "42"}
    sent = {"params": values} if method == "GET" else {"data": values}
    headers = {"User-Agent": BROWSER, "Referer": "https://example.com/join"}
    answer = await client.request(
        method, f"/visit/{seeded.site.key}/visited", headers=headers, **sent
    )
    assert (answer.status, await answer.text()) == (200, "visit recorded")
    assert answer.content_type == "text/plain"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    (row,) = await stored(client)
    assert (row["name"], row["path"]) == ("Signup", "/join")
    assert json.loads(str(row["properties"])) == {"data": "pro & <b>"}


async def test_an_address_of_more_than_16_kib_is_refused(
    client: TestClient, seeded: Seeded
) -> None:
    url = quote("https://example.com/" + "x" * 16_384, safe="")
    image = f"/visit/{seeded.site.key}.gif?url={url}"
    (answer,) = await send(
        client.port,
        WAYS["short"],
        f"GET {image} HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n\r\n".encode(),
    )
    assert (answer.status, refused_as(answer)) == (200, "long")
    (answer,) = await send(
        client.port,
        WAYS["short"],
        f"GET {image.replace('.gif', '/visited')} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    )
    assert (answer.status, refused_as(answer)) == (414, "long")


@pytest.mark.parametrize("door", ["", ".gif", "/visited"])
async def test_what_is_no_key_is_refused_like_an_unknown_one(client: TestClient, door: str) -> None:
    method = client.get if door else client.post
    answer = await method(f"/visit/Ümlaut{door}", headers={"User-Agent": BROWSER})
    assert answer.headers["X-Tracker-Refused"] == "unknown"
    assert answer.status == (200 if door == ".gif" else 404)


@pytest.mark.parametrize("door", [".gif", "/visited"])
async def test_asking_for_the_head_is_no_visit(
    client: TestClient, seeded: Seeded, door: str
) -> None:
    page = {"User-Agent": BROWSER, "Referer": "https://example.com/"}
    answer = await client.head(f"/visit/{seeded.site.key}{door}", headers=page)
    assert answer.status == 405
    assert await stored(client) == []


async def test_the_original_contract_takes_any_text(client: TestClient, seeded: Seeded) -> None:
    answer = await client.get(
        URL(
            f"/visit/{seeded.site.key}/visited?event=%00%ED%A0%80{'e' * 500}&data=%00", encoded=True
        ),
        headers={"User-Agent": BROWSER, "Referer": "https://example.com/"},
    )
    assert answer.status == 200
    (row,) = await stored(client)
    assert str(row["name"]).endswith("eee")
    assert len(str(row["name"]).encode()) <= NAME_BYTES
    assert json.loads(str(row["properties"])) == {"data": ""}


PRIVATE = {"DNT": {"DNT": "1"}, "GPC": {"Sec-GPC": "1"}}


@pytest.mark.parametrize("wish", PRIVATE.values(), ids=PRIVATE)
@pytest.mark.parametrize("door", [".gif", "/visited"])
async def test_who_asks_not_to_be_counted_is_not(
    client: TestClient, seeded: Seeded, door: str, wish: dict[str, str]
) -> None:
    headers = {"User-Agent": BROWSER, "Referer": "https://example.com/"} | wish
    answer = await client.get(f"/visit/{seeded.site.key}{door}", headers=headers)
    assert answer.headers["X-Tracker-Refused"] == "privacy"
    assert answer.status == (200 if door == ".gif" else 204)
    assert await stored(client) == []
    [(day, hits)] = (await client.app[keys.REFUSED_DAYS].since(seeded.site, 0)).items()
    assert (day.reason, hits) == ("privacy", 1)
    assert client.app[keys.REFUSED].latest(seeded.site.id) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH"])
async def test_other_methods_do_nothing(client: TestClient, seeded: Seeded, method: str) -> None:
    sent = post(seeded.site.key, PAGE).replace(b"POST", method.encode(), 1)
    (answer,) = await send(client.port, WAYS["short"], sent)
    assert answer.status == 405
    assert not await stored(client)
