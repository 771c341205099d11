"""Proxies as people set them up in a hurry: what is refused says what does not fit, and what is
right works."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.deploy.proxies import Here, caddy_of_somebody, missing, nginx_of_somebody
from tests.seeded_data import PASSWORD, Seeded
from tracker.app import create_app
from tracker.config import Config
from tracker.web import keys
from tracker.web.serving.server import listening

pytestmark = pytest.mark.fault
STATS = "stats.example"
PASSING = "proxy_set_header Host $http_host;"
Make = Callable[[Path, int, str, bool], AbstractContextManager[int]]
NAMING = "proxy_set_header X-Forwarded-Proto $scheme;"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


class Behind:
    """A server behind a proxy, and who comes to it from stats.example, as over plain http: a
    browser that says its Origin and no Sec-Fetch-Site."""

    def __init__(self, port: int, upstream: int, app: web.Application, tls: bool) -> None:
        self.origin = f"http{'s' * tls}://{STATS}:{port}"
        self.upstream = upstream
        self.app = app

    async def ask(self, method: str, path: str, **more: Any) -> tuple[aiohttp.ClientResponse, str]:
        connector = aiohttp.TCPConnector(resolver=Here(), ssl=False)
        headers = {"Origin": self.origin} | more.pop("headers", {})
        async with aiohttp.ClientSession(connector=connector) as session:
            asked = session.request(
                method, self.origin + path, headers=headers, allow_redirects=False, **more
            )
            async with asked as answer:
                return answer, await answer.text()

    async def log_in(self, **headers: str) -> tuple[aiohttp.ClientResponse, str]:
        typed = {"login": "ada", "password": PASSWORD}
        return await self.ask("POST", "/login", data=typed, headers=headers)


@asynccontextmanager
async def behind(
    folder: Path, config: Config, written: str, tls: bool = False, make: Make = nginx_of_somebody
) -> AsyncIterator[Behind]:
    if absent := missing(make.__name__.partition("_")[0], "openssl"):
        pytest.skip(f"{' and '.join(absent)} not installed: scripts/proxies does it as root")
    app = create_app(config)
    async with listening(app) as upstream:
        with make(folder / "proxy", upstream, written, tls) as port:
            yield Behind(port, upstream, app, tls)


ODD = [
    pytest.param("", "127.0.0.1:{upstream}", id="Host is not passed on"),
    pytest.param("proxy_set_header Host $host;", STATS, id="the port is left out"),
    pytest.param("proxy_set_header Host $host:80;", f"{STATS}:80", id="another port"),
    pytest.param("proxy_set_header Host tracker_app;", "tracker_app", id="the upstream's name"),
]


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("written", "asked"), ODD)
async def test_a_log_in_is_refused_and_both_addresses_are_named(
    tmp_path: Path, config: Config, caplog: pytest.LogCaptureFixture, written: str, asked: str
) -> None:
    async with behind(tmp_path, config, written) as server:
        answer, page = await server.log_in(**{"Accept-Language": "de"})
        assert answer.status == 403
        asked = asked.format(upstream=server.upstream)
        for named in (server.origin, asked, f"PUBLIC_URL={server.origin}", "proxy_set_header Host"):
            assert named in page, named
        assert "Ihr Browser ist auf" in page
        said = f"Your browser is on {server.origin}, and this server was asked for {asked}."
        assert any(said in line for line in caplog.messages)
        ((sentence, count),) = server.app[keys.FORWARDED].report()["misfits"]["form"]
        assert (sentence.startswith(said), count) == (True, 1)


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("written", "asked"), ODD)
async def test_with_an_address_of_its_own_every_page_names_both(
    tmp_path: Path, config: Config, written: str, asked: str
) -> None:
    config = replace(config, public_url="http://stats.example:8080")
    async with behind(tmp_path, config, written) as server:
        answer, page = await server.ask("GET", "/login")
        assert answer.status == 421
        asked = asked.format(upstream=server.upstream)
        said = f"This server answers for stats.example:8080, and was asked for {asked}."
        assert said in page
        ((sentence, _count),) = server.app[keys.FORWARDED].report()["misfits"]["host"]
        assert sentence.startswith(said)


@pytest.mark.usefixtures("seeded")
async def test_http_beside_an_address_of_https_is_named(tmp_path: Path, config: Config) -> None:
    config = replace(config, public_url=f"https://{STATS}")
    async with behind(tmp_path, config, "proxy_set_header Host $host;") as server:
        answer, page = await server.log_in(Origin=f"http://{STATS}")
        assert answer.status == 403
        said = f"Your browser is on http://{STATS}, and this server’s address is https://{STATS}."
        assert said in page


@pytest.mark.usefixtures("seeded")
async def test_a_proxy_that_says_https_of_http_is_named(tmp_path: Path, config: Config) -> None:
    written = f"{PASSING} proxy_set_header X-Forwarded-Proto https;"
    async with behind(tmp_path, config, written) as server:
        answer, page = await server.log_in()
        assert answer.status == 403
        assert f"Your browser is on {server.origin}, and the proxy says that it came to" in page
        assert "X-Forwarded-Proto $scheme" in page


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("proxy_set_header Origin '';", "the headers Origin and Sec-Fetch-Site"),
        ("proxy_set_header Origin null;", "Referrer-Policy"),
    ],
)
async def test_a_proxy_that_hides_where_a_form_came_from_is_named(
    tmp_path: Path, config: Config, seeded: Seeded, written: str, word: str
) -> None:
    async with behind(tmp_path, config, PASSING + written) as server:
        answer, page = await server.ask("POST", "/logout", headers={"Cookie": seeded.cookie})
        assert (answer.status, word in page) == (403, True)


WAYS = [(nginx_of_somebody, PASSING + NAMING), (caddy_of_somebody, "")]


@pytest.mark.parametrize(("make", "written"), WAYS)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_through_a_trusted_proxy_cookies_and_snippet_have_the_browsers_scheme(  # noqa: PLR0917
    tmp_path: Path, config: Config, seeded: Seeded, make: Make, written: str, scheme: str
) -> None:
    tls = scheme == "https"
    async with behind(tmp_path, config, written, tls, make) as server:
        answer, _page = await server.log_in(**{"X-Forwarded-Proto": "http" if tls else "https"})
        assert answer.status == 303
        names = {name: bool(cookie["secure"]) for name, cookie in answer.cookies.items()}
        prefix = "__Host-" if tls else ""
        assert names == {f"{prefix}tracker": tls, f"{prefix}tracker-device": tls}
        cookie = f"{prefix}tracker={answer.cookies[f'{prefix}tracker'].value}"
        path = f"/sites/{seeded.site.id}/setup"
        answer, page = await server.ask("GET", path, headers={"Cookie": cookie})
        assert (answer.status, f"{server.origin}/beacon.js" in page) == (200, True)
        socket = server.origin.replace("http", "ws", 1)
        assert f" {socket};" in answer.headers["Content-Security-Policy"]
        out, _page = await server.ask("POST", "/logout", headers={"Cookie": cookie})
        assert (out.status, out.cookies[f"{prefix}tracker"]["max-age"]) == (303, "0")


@pytest.mark.parametrize(("make", "written"), WAYS)
async def test_a_proxy_that_is_not_trusted_is_not_believed(
    tmp_path: Path, config: Config, seeded: Seeded, make: Make, written: str
) -> None:
    config = replace(config, trusted_proxies=("10.0.0.0/8",))
    async with behind(tmp_path, config, written, True, make) as server:
        answer, _page = await server.log_in(**{"Sec-Fetch-Site": "same-origin"})
        assert (answer.status, bool(answer.cookies["tracker"]["secure"])) == (303, False)
        path = f"/sites/{seeded.site.id}/setup"
        _answer, page = await server.ask("GET", path, headers={"Cookie": seeded.cookie})
        plain = server.origin.replace("https", "http")
        assert f"{plain}/beacon.js" in page
        assert f'data-origin="{plain}"' in page
        assert server.app[keys.FORWARDED].report()["unbelieved"] == ["127.0.0.1"]


async def test_whoever_was_logged_in_before_the_proxy_was_asked_stays_it(
    tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    async with behind(tmp_path, config, PASSING + NAMING, True) as server:
        answer, _page = await server.ask("GET", "/account", headers={"Cookie": seeded.cookie})
        assert answer.status == 200


@pytest.mark.usefixtures("seeded")
async def test_below_a_path_the_same_is_said_and_done(tmp_path: Path, config: Config) -> None:
    config = replace(config, base_path="/stats")
    typed = {"login": "ada", "password": PASSWORD}
    async with behind(tmp_path / "odd", config, "") as server:
        answer, page = await server.ask("POST", "/stats/login", data=typed)
        assert (answer.status, f"PUBLIC_URL={server.origin}." in page) == (403, True)
    async with behind(tmp_path / "right", config, PASSING + NAMING, True) as server:
        answer, _page = await server.ask("POST", "/stats/login", data=typed)
        assert (answer.status, answer.headers["Location"]) == (303, "/stats/")
        assert answer.cookies["__Secure-tracker"]["path"] == "/stats"
