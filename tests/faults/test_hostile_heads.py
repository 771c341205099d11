"""No query and no header that a stranger or a user sends is a fault of ours."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote_from_bytes

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER
from tests.faults.raw_requests import nothing_was_a_fault_of_ours, status_of
from tests.seeded_data import Seeded
from tests.web.asking.routes_sampled import a_third, has_other_address, is_page, path_for
from tracker.app import create_app
from tracker.config import Config
from tracker.web.logs.requests import tame

pytestmark = pytest.mark.fault

SETTINGS = {"registration": "open", "demo_site": 1, "metrics_token": "m" * 16}
GETS = [
    route
    for route in create_app(Config(**SETTINGS)).router.routes()
    if route.method == "GET" and not route.resource.canonical.startswith("/static/")
]
ROUTES = {route.resource.canonical: path_for(route.resource) for route in GETS}
ROUTES |= {"a file": "/static/style.css"}
PAGES = {route.resource.canonical for route in GETS if is_page(route)}
AGAIN = {route.resource.canonical for route in filter(has_other_address(), GETS)}
NAMES = (
    "next",
    "cursor",
    "after",
    "before",
    "since",
    "page",
    "country",
    "source",
    "event",
    "token",
    "url",
    "name",
    "q",
    "find",
    "action",
    "about",
    "site",
    "width",
    "id",
    "last_event_id",
)
VALUES = [
    b"",
    b"-1",
    b"9" * 400,
    b"9" * 5_000,
    b"1e999",
    b"NaN",
    b"0x10",
    b"1_0",
    "²".encode(),
    "١".encode(),
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\0",
    b"\r\nSet-Cookie: a=b",
    b"'\"<>;--",
    b"{}",
    b"%s%n{0}",
    "\u0301".encode() * 900,
    b"a" * 4_000,
]
HEADERS = {
    "Range": [
        b"bytes=9-1",
        b"bytes=-",
        b"bytes=" + b"9" * 5_000 + b"-",
        b"bytes=a-b",
        b"lines=1-2",
    ],
    "If-Range": [b"\xff", b"Sun, 99 Foo 99999 99:99:99 GMT"],
    "If-None-Match": [b'"', b"W/", b'"' * 999, b"\xff"],
    "If-Match": [b'"', b"*, *", b"\xff"],
    "If-Modified-Since": [b"Sun, 99 Foo 99999 99:99:99 GMT", b"9" * 5_000, b"\xff", b"-"],
    "If-Unmodified-Since": [
        b"Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        b"Sun, 06 Nov 9999999999 08:49:37 GMT",
        b"Sun, 06 Nov 999999999 08:49:37 GMT",
        b"Sun, 06 Nov 10000 08:49:37 GMT",
        b"Sun, 99999999999 Nov 1994 08:49:37 GMT",
        b"Sun, 06 Nov 1994 9999999999999:49:37 GMT",
    ],
    "Last-Event-ID": [b"9" * 5_000, b"-1", b"\xff", b"1_0", "²".encode()],
    "Cookie": [
        b"a" * 8_000,
        b"tracker=\xff",
        b'tracker="\\',
        b"=;=",
        b"a=b; " * 1_600,
        b"tracker=\x80",
    ],
    "Authorization": [b"Bearer", b"Bearer \xff", b"Basic " + b"=" * 900, b"Basic \xff", b"\xff"],
    "Accept": [b"\xff", b"text/html;q=\xff", b"," * 4_000],
    "Accept-Language": [b"\xff", b"de;q=NaN", b"de;q=inf, en;q=-inf", b"de;q=" + b"9" * 5_000],
    "Accept-Encoding": [b"\xff", b"gzip;q=NaN", b"gzip;q=" + b"9" * 5_000],
    "Origin": [b"http://[", b"http://a:b", b"\xff", b"null"],
    "Host": [b"[", b"a:b", b"a:99999999999999999999", b"\xff", b"a/b", b"@", b""],
    "Sec-Fetch-Site": [b"\xff"],
    "X-Forwarded-For": [b"\xff", b"[", b"1.2.3.4:" + b"9" * 5_000, b"," * 8_000],
    "Forwarded": [b'for="', b"for=\xff", b";" * 8_000],
    "X-Forwarded-Proto": [b"\xff"],
    "User-Agent": [b"\xff", b"", b"\x80" * 5_000],
    "Sec-WebSocket-Key": [b"\xff", b"a"],
    "Content-Type": [b"\xff", b"multipart/form-data"],
    "Expect": [b"\xff", b"100-continue", b"200-ok"],
    "Upgrade": [b"\xff", b"websocket", b"h2c"],
}


@pytest.fixture
def config(config: Config) -> Config:
    proxies = ("127.0.0.1",)
    return replace(config, trusted_proxies=proxies, rate_burst=100_000, **SETTINGS)


def requests(route: str, path: str, about: str) -> list[bytes]:
    """All of them, but where another route reads the same."""
    number = list(ROUTES).index(route)
    asked, sent = [*queries(path, about)], [*heads(path, about)]
    if route in AGAIN:
        return a_third(asked + sent, number)
    return asked + (a_third(sent, number) if route in PAGES else sent)


def queries(path: str, about: str) -> Iterator[bytes]:
    start, rest = parts(path, about)
    for value in VALUES:
        query = "&".join(f"{name}={quote_from_bytes(value)}" for name in NAMES)[:16_000]
        yield start + b"?" + query.encode() + rest + b"Host: 127.0.0.1\r\n\r\n"
    yield start + b"?" + b"&".join(VALUES[10:12]) + rest + b"Host: 127.0.0.1\r\n\r\n"


def heads(path: str, about: str) -> Iterator[bytes]:
    start, rest = parts(path, about)
    for name, values in HEADERS.items():
        host = b"" if name == "Host" else b"Host: 127.0.0.1\r\n"
        for value in values:
            yield start + rest + host + name.encode() + b": " + value + b"\r\n\r\n"


def parts(path: str, about: str) -> tuple[bytes, bytes]:
    return f"GET {path}".encode(), f" HTTP/1.1\r\n{about}".encode()


@pytest.mark.parametrize("route", ROUTES)
async def test_no_head_is_a_fault_of_ours(
    client: TestClient, seeded: Seeded, caplog: pytest.LogCaptureFixture, route: str
) -> None:
    logging.getLogger("aiohttp.server").addFilter(tame)
    path = ROUTES[route].replace("/visit/x", f"/visit/{seeded.site.key}")
    secret = "m" * 16 if path == "/metrics" else seeded.token
    token = f"Authorization: Bearer {secret}\r\n" if path.startswith(("/api/", "/metrics")) else ""
    about = f"User-Agent: {BROWSER}\r\nCookie: {seeded.cookie}\r\n{token}"
    for request in requests(route, path, about):
        status = await status_of(client.port, request)
        said = f"{status} for {request[-100:]!r}"
        assert status is None or status < 500 or (status, path) == (503, "/readyz"), said
    nothing_was_a_fault_of_ours(client, caplog)


def test_every_head_is_sent_to_most_kinds_of_routes() -> None:
    """And to all of them together whatever one of them is not."""
    whole = [route for route in ROUTES if route not in PAGES | AGAIN]
    assert len(whole) > 60
    assert {"a file", "/login", "/visit/{key}.gif", "/api/sites/{site_id}/live"} <= set(whole)
    assert len(requests("/login", "/login", "")) == len(VALUES) + 1 + sum(
        map(len, HEADERS.values())
    )
    assert len(PAGES) > 60
