"""Answers are compressed for who asks for it, where nothing in them is secret and none breaks."""

import gzip
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.web.asking.routes_sampled import SAFE, sampled
from tests.web.live.live_views import origin_of
from tests.web.sites.owners import MINE, add_site, visit
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import NO_SECRET, ONLY_ASKS, OPEN
from tracker.web.pages import compression

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
# What opens something: tokens of 20 and more letters, an app's secret, codes on paper.
SECRETS = re.compile(
    r"(?=[\w-]{0,60}[a-z])(?=[\w-]{0,60}[A-Z])(?=[\w-]{0,60}\d)[A-Za-z0-9_-]{22,}"
    r"|[A-Z2-7]{32}|\b[0-9a-hjkmnp-tv-z]{4}(?:[- ][0-9a-hjkmnp-tv-z]{4}){3}\b"
    r"|type=\"password\"[^>]*value=\"[^\"]"
)


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    ada = await as_user("ada")
    ada.app[keys.STATIC_FILES].compress()
    return ada


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


@pytest.fixture
async def raw(ada: TestClient) -> AsyncIterator["Raw"]:
    url = ada.make_url("/")
    cookies = ada.session.cookie_jar.filter_cookies(url)
    cookie = "; ".join(f"{name}={kept.value}" for name, kept in cookies.items())
    async with ClientSession(
        auto_decompress=False,
        cookie_jar=DummyCookieJar(),
        skip_auto_headers=("Accept-Encoding",),
    ) as session:
        yield Raw(session, ada, cookie)


class Raw:
    """Ada's browser, which leaves answers as they came."""

    def __init__(self, session: ClientSession, ada: TestClient, cookie: str) -> None:
        self.session = session
        self.ada = ada
        self.headers = {"Cookie": cookie, "Origin": origin_of(ada)}

    async def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: object
    ) -> tuple[ClientResponse, bytes]:
        asked = self.headers | (GZIP if headers is None else headers)
        url = self.ada.make_url(path)
        async with self.session.request(
            method, url, headers=asked, allow_redirects=False, **more
        ) as answer:
            return answer, await answer.read()

    async def get(
        self, path: str, headers: dict[str, str] | None = None
    ) -> tuple[ClientResponse, bytes]:
        return await self.ask("GET", path, headers)


def is_compressed(answer: ClientResponse) -> bool:
    return answer.headers.get("Content-Encoding") == "gzip"


def varies(answer: ClientResponse) -> bool:
    return "Accept-Encoding" in ", ".join(answer.headers.getall("Vary", []))


async def test_a_page_is_compressed_for_who_takes_it_and_the_same_to_both(
    raw: Raw, site: Site, clock: Clock
) -> None:
    clock.stop()
    path = f"/sites/{site.id}/live"
    (small, body), (plain, whole) = await raw.get(path), await raw.get(path, {})
    assert (is_compressed(small), is_compressed(plain)) == (True, False)
    assert gzip.decompress(body) == whole
    assert len(body) < len(whole) / 2
    assert varies(small)
    assert varies(plain)
    assert int(small.headers["Content-Length"]) == len(body)


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("GZIP;q=0.5, *;q=0", True),
        ("br, *", True),
        ("x-gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("*;q=0", False),
        ("identity", False),
        ("gzip;q=0, *", False),
        ("gzipped", False),
        ("", False),
        (", ;q=,,gzip;q=x", True),
    ],
)
async def test_what_is_asked_for_is_heeded(raw: Raw, accepted: str, compressed: bool) -> None:
    for path in ("/", "/static/style.css", "/beacon.js"):
        answer, _ = await raw.get(path, {"Accept-Encoding": accepted})
        assert (answer.status, is_compressed(answer)) == (200, compressed)


async def test_a_large_answer_is_left_to_a_thread(
    raw: Raw, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "BESIDE", 10)
    answer, body = await raw.get(f"/sites/{site.id}/live")
    assert is_compressed(answer)
    assert b"</html>" in gzip.decompress(body)


async def test_what_is_short_stays_as_it_is(raw: Raw, site: Site) -> None:
    answer, _ = await raw.get(f"/sites/{site.id}/events")
    assert (answer.content_type, is_compressed(answer)) == ("application/json", False)


async def test_json_of_the_feed_is_compressed(ada: TestClient, raw: Raw, site: Site) -> None:
    for number in range(5):
        await visit(ada, site, f"/{number}")
    for path in (f"/sites/{site.id}/events", f"/sites/{site.id}/live/events"):
        answer, body = await raw.get(path)
        assert is_compressed(answer)
        assert b"/4" in gzip.decompress(body)


async def test_a_head_is_the_head_of_the_same_answer(raw: Raw) -> None:
    for path in ("/", "/static/style.css", "/beacon.js"):
        got, body = await raw.get(path)
        head, nothing = await raw.ask("HEAD", path)
        assert nothing == b""
        named = ("Content-Encoding", "Content-Type", "Vary", "ETag", "Last-Modified")
        assert [head.headers.get(each) for each in named] == [
            got.headers.get(each) for each in named
        ]
        assert head.headers["Content-Length"] == got.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("path", ["/static/style.css", "/static/live/main.js", "/beacon.js"])
async def test_a_file_is_the_same_compressed_or_not(raw: Raw, path: str) -> None:
    (small, body), (plain, whole) = await raw.get(path), await raw.get(path, {})
    assert (is_compressed(small), is_compressed(plain)) == (True, False)
    assert gzip.decompress(body) == whole
    assert small.headers["Content-Type"] == plain.headers["Content-Type"]
    assert small.headers["ETag"] != plain.headers["ETag"]  # other bytes
    assert varies(small)
    assert varies(plain)
    assert small.headers.get("Cache-Control") == plain.headers.get("Cache-Control")


@pytest.mark.parametrize("accepted", [GZIP, {}])
@pytest.mark.parametrize("path", ["/static/style.css", "/beacon.js"])
async def test_what_a_browser_has_is_not_sent_again(
    raw: Raw, path: str, accepted: dict[str, str]
) -> None:
    first, _ = await raw.get(path, accepted)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    for known, status in (
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f'"other", W/{etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": changed}, 200),
        ({"If-Modified-Since": changed}, 304),
        ({"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200),
    ):
        answer, body = await raw.get(path, accepted | known)
        assert (answer.status, not body) == (status, status == 304), known
        assert varies(answer)
        if status == 304:
            assert answer.headers["ETag"] == etag
            assert "Content-Encoding" not in answer.headers


async def test_who_asks_for_a_part_of_a_file_gets_all_of_it(raw: Raw) -> None:
    for accepted in (GZIP, {}):
        _, whole = await raw.get("/static/style.css", accepted)
        answer, body = await raw.get("/static/style.css", accepted | {"Range": "bytes=10-19"})
        assert (answer.status, body) == (200, whole)


async def test_before_the_thread_is_done_files_come_as_they_are(client: TestClient) -> None:
    async with client.get("/static/style.css", headers=GZIP) as answer:
        assert not is_compressed(answer)
        assert varies(answer)


async def test_pictures_and_what_is_not_there_are_left_alone(raw: Raw) -> None:
    answer, _ = await raw.get("/static/nothing.css")
    assert (answer.status, is_compressed(answer)) == (404, False)


async def test_an_event_stream_is_never_compressed(ada: TestClient, raw: Raw, site: Site) -> None:
    token = await issue_token(ada.app[keys.KEPT], site.id, "tests", 0)
    headers = GZIP | {"Authorization": f"Bearer {token}"}
    async with raw.session.get(
        ada.make_url(f"/api/sites/{site.id}/live"), headers=headers
    ) as answer:
        assert answer.status == 200
        assert "Content-Encoding" not in answer.headers


def marked(app: web.Application) -> list[web.AbstractRoute]:
    return [route for route, _path in sampled(app) if getattr(route.handler, NO_SECRET, False)]


def test_only_looking_at_a_page_of_no_link_carries_the_mark(app: web.Application) -> None:
    """What is shown once is the answer to a form; what a link opens has its token in it."""
    routes = marked(app)
    assert len(routes) > 15
    for route in routes:
        assert route.method in SAFE or getattr(route.handler, ONLY_ASKS, False)
        assert "token" not in route.resource.canonical
        assert not getattr(route.handler, OPEN, False)
        assert not route.resource.canonical.startswith(("/login", "/register", "/account"))


async def test_no_page_that_shows_a_secret_is_compressed(
    ada: TestClient, raw: Raw, site: Site
) -> None:
    """Whatever answers, but files: each route is asked, in both ways, after secrets were made."""
    shown = await secrets_shown(raw, site)
    if len(shown) < 3:  # one in 200 random ones has no digit, which the pattern asks for
        shown |= await secrets_shown(raw, site)
    await visit(ada, site)
    assert len(shown) >= 3, "the pattern finds none of them"
    compressed = 0
    for route, path in sampled(ada.app):
        if route.method not in {"GET", "HEAD"} or "socket" in path or path.endswith("/live/home"):
            continue
        answer, body = await raw.ask(route.method, path.replace("/sites/1", f"/sites/{site.id}"))
        if not is_compressed(answer) or path.startswith(("/static", "/beacon", "/help")):
            continue
        compressed += 1
        if body:
            text = gzip.decompress(body).decode()
            found = SECRETS.search(text)
            assert not found, (path, found)
            assert not any(secret in text for secret in shown)
    assert compressed > 10


async def secrets_shown(raw: Raw, site: Site) -> set[str]:
    """Those that pages show once; none of these answers is compressed."""
    found: set[str] = set()
    for path, form in (
        (f"/sites/{site.id}/tokens", MINE | {"name": "tail", "scopes": "read"}),
        ("/account/tokens", MINE | {"name": "mine", "scopes": "read", "days": "30"}),
        (f"/sites/{site.id}/test-page", {}),
        ("/account/two-factors", MINE),
    ):
        answer, body = await raw.ask("POST", path, data=form)
        if answer.status == 303:
            answer, body = await raw.get(answer.headers["Location"])
        assert not is_compressed(answer), path
        found |= {match[0] for match in SECRETS.finditer(body.decode())}
    return found
