"""deploy/'s own files for nginx and Caddy, run for real before the server."""

import asyncio
import gzip
import json
import re

import aiohttp
import pytest

from tests.deploy.conftest import Served
from tests.deploy.proxies import SHARED, WHOLE, Proxy
from tests.eventually import PATIENCE
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.web import keys

pytestmark = pytest.mark.fault
ELSEWHERE = "127.0.0.7"  # a visitor's address that is not the proxy's


def hit(number: int = 1) -> dict[str, object]:
    page = {"name": "pageview", "url": f"https://example.com/{number}", "id": str(number)}
    return {"data": json.dumps(page), "headers": {"User-Agent": FIREFOX}}


async def post_short_ones(browser: aiohttp.ClientSession, path: str, served: Served) -> None:
    """Many at once, until one takes the short way: a busy proxy may send head and body apart, and
    then all that follow on its connection take the ordinary one."""

    async def post(number: int) -> None:
        async with browser.post(path, **hit(number)) as answer:
            assert (answer.status, answer.headers.get("X-Tracker-Refused")) == (204, None)

    for first in range(1, 40, 8):
        await asyncio.gather(*(post(number) for number in range(first, first + 8)))
        if served.app[keys.INTAKE].fast:
            break
    assert served.app[keys.INTAKE].fast


async def test_pages_come_over_tls_and_plain_http_leads_there(proxy: Proxy, whole: Served) -> None:
    async with proxy.browser() as browser:
        async with browser.get("/login") as page:
            assert page.status == 200
            assert "max-age=63072000" in page.headers["Strict-Transport-Security"]
            assert 'action="/login"' in await page.text()
        plain = f"http://127.0.0.1:{proxy.plain}/login?next=/account"
        async with browser.get(plain, allow_redirects=False, headers={"Host": WHOLE}) as sent:
            assert sent.status in {301, 308}
            assert sent.headers["Location"].startswith(f"https://{WHOLE}")
            assert sent.headers["Location"].endswith("/login?next=/account")


CLAIMS = [
    {},
    {"X-Forwarded-For": "6.6.6.6"},
    {"X-Forwarded-For": "6.6.6.6, 127.0.0.1"},
    {"Forwarded": "for=6.6.6.6"},
    {"X-Real-IP": "6.6.6.6", "X-Forwarded-Host": "evil.example"},
]


async def test_the_visitors_address_is_the_one_that_the_proxy_sees(
    proxy: Proxy, whole: Served
) -> None:
    async with proxy.browser(come_from=ELSEWHERE) as browser:
        for claimed in CLAIMS:
            headers = claimed | {"Cookie": whole.cookie}
            async with browser.get("/admin/address", headers=headers) as page:
                seen = re.search(r'class="figure address">([^<]*)<', await page.text())
            assert seen
            assert seen[1] == ELSEWHERE, claimed
    assert {call.address for call in whole.calls} == {ELSEWHERE}


async def test_a_beacon_is_recorded_on_the_short_way_with_its_senders_address(
    proxy: Proxy, whole: Served, seeded: Seeded
) -> None:
    async with proxy.browser(come_from=ELSEWHERE) as browser:
        await post_short_ones(browser, f"/visit/{seeded.site.key}", whole)
    assert {call.address for call in whole.calls} == {ELSEWHERE}


async def test_a_live_view_is_told_through_the_proxy(
    proxy: Proxy, whole: Served, seeded: Seeded
) -> None:
    headers = {"Cookie": whole.cookie, "Origin": f"https://{WHOLE}"}
    async with proxy.browser() as browser:
        socket_of = f"/sites/{seeded.site.id}/live/socket"
        async with browser.ws_connect(socket_of, headers=headers) as socket:
            await until(socket, "ready")
            await browser.post(f"/visit/{seeded.site.key}", **hit())
            assert (await until(socket, "event"))["path"] in {f"/{number}" for number in range(41)}


async def test_an_answer_is_compressed_once(proxy: Proxy, whole: Served, seeded: Seeded) -> None:
    whole.app[keys.STATIC_FILES].compress()
    headers = {"Cookie": whole.cookie, "Accept-Encoding": "gzip"}
    async with proxy.browser() as browser:
        for path, part in (
            (f"/sites/{seeded.site.id}/live", b"<!doctype html>"),
            ("/static/style.css", b"{"),
            ("/beacon.js", b"("),
        ):
            async with browser.get(path, headers=headers, auto_decompress=False) as answer:
                assert answer.headers.getall("Content-Encoding") == ["gzip"]
                assert part in gzip.decompress(await answer.read())


async def test_the_event_stream_is_not_held_back(
    proxy: Proxy, whole: Served, seeded: Seeded
) -> None:
    headers = {"Authorization": f"Bearer {seeded.token}"}
    async with proxy.browser() as browser:
        async with browser.get(f"/api/sites/{seeded.site.id}/live", headers=headers) as stream:
            assert stream.status == 200
            await heard(stream, b'"ready"')
            for number in range(1, 4):
                await browser.post(f"/visit/{seeded.site.key}", **hit(number))
                await heard(stream, b'"path":"/%d"' % number)


async def until(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, object]:
    while True:
        for message in await socket.receive_json(timeout=PATIENCE):
            if message["type"] == kind:
                return message


async def heard(stream: aiohttp.ClientResponse, word: bytes) -> None:
    """Each word is awaited before the next hit: a buffer would never give it out."""
    told = b""
    async with asyncio.timeout(PATIENCE):
        while word not in told.replace(b" ", b""):
            piece = await stream.content.readany()
            assert piece, "the stream ended"
            told += piece


async def test_below_a_path_everything_is_below_it(
    proxy: Proxy, below: Served, seeded: Seeded
) -> None:
    async with proxy.browser(SHARED, come_from=ELSEWHERE) as browser:
        async with browser.get("/stats/account", allow_redirects=False) as sent:
            assert sent.headers["Location"].startswith("/stats/login?next=")
        async with browser.get("/stats", headers={"Cookie": below.cookie}) as page:
            text = await page.text()
            assert page.url.path == "/stats/"
            assert "example.com" in text
        for path in re.findall(r'(?:href|src|action)="(/[^"]*)"', text):
            assert path.startswith("/stats/")
        async with browser.get("/login") as outside:
            assert outside.status == 404
            assert "Content-Security-Policy" not in outside.headers, "that is the proxy's own"
        await post_short_ones(browser, f"/stats/visit/{seeded.site.key}", below)
        headers = {"Cookie": below.cookie, "Origin": f"https://{SHARED}"}
        socket_of = f"/stats/sites/{seeded.site.id}/live/socket"
        async with browser.ws_connect(socket_of, headers=headers) as socket:
            assert (await until(socket, "event"))["path"] in {f"/{number}" for number in range(41)}
    assert {call.address for call in below.calls} == {ELSEWHERE}
