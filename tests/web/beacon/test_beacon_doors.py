"""The other ways to report a visit: an image, the original contract, a preflight before."""

import json
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER, post
from tests.seeded_data import Seeded
from tests.ways import WAYS, send
from tests.web.beacon.stored_rows import PAGE, refused_as, stored
from tracker.web.beacon import GIF


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


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH"])
async def test_other_methods_do_nothing(client: TestClient, seeded: Seeded, method: str) -> None:
    sent = post(seeded.site.key, PAGE).replace(b"POST", method.encode(), 1)
    (answer,) = await send(client.port, WAYS["short"], sent)
    assert answer.status == 405
    assert not await stored(client)
