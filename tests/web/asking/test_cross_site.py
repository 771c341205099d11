"""B1, A4: nothing is changed from another site's page, and no other host is answered for."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, make_mocked_request
from multidict import CIMultiDict
from pytest_aiohttp import AiohttpClient

from tests.conftest import PASSWORD, AsUser, MakeUser
from tests.raw_socket import exchange
from tests.web.asking.routes_sampled import unsafe
from tracker.app import create_app
from tracker.config import Config
from tracker.web import keys
from tracker.web.asking.cross_site import own_pages, same_origin

# What a browser, or something that is none, sends along from elsewhere. None = leave it out.
FROM_ELSEWHERE = {
    "cross-site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "same-site": {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.com"},
    "no header but the cookie": {},
    "wrong origin": {"Origin": "https://evil.example"},
    "null origin": {"Origin": "null"},
    "cross-site, origin claimed": {"Sec-Fetch-Site": "cross-site", "Origin": "{own}"},
    "origin with another port": {"Origin": "http://127.0.0.1:1"},
    "origin with a suffix": {"Origin": "{own}.evil.example"},
}


async def crossings(client: TestClient, cookie: str) -> list[str]:
    """The requests from elsewhere that were answered with anything but 403, or changed a row."""
    own = str(client.make_url("")).rstrip("/")
    found = []
    for route, path in unsafe(client.app):
        for name, headers in FROM_ELSEWHERE.items():
            before = await contents(client)
            sent = {key: value.replace("{own}", own) for key, value in headers.items()}
            answer = await client.request(
                route.method,
                path,
                headers=sent | {"Cookie": cookie},
                data={"name": "x"},
                allow_redirects=False,
                skip_auto_headers=["Sec-Fetch-Site"],
            )
            if answer.status != 403 or await contents(client) != before:
                found.append(f"{route.method} {path} from {name}: {answer.status}")
    return found


async def contents(client: TestClient) -> dict[str, list[tuple[Any, ...]]]:
    db = client.app[keys.DATABASE]
    # All but the audit log, which takes down that something was refused.
    tables = await db.read(
        "select name from sqlite_master where type = 'table' and name not in ('audit', :counter)",
        {"counter": "sqlite_sequence"},
    )
    rows = {}
    for table in tables:
        statement = "select * from " + table["name"]
        rows[table["name"]] = [tuple(row) for row in await db.read(statement)]
    return rows


async def cookie_of(browser: TestClient) -> str:
    name = browser.app[keys.COOKIE]
    kept = browser.session.cookie_jar.filter_cookies(browser.make_url("/"))
    return f"{name}={kept[name].value}"


@pytest.mark.fault
async def test_nothing_is_changed_from_another_sites_page(
    as_user: AsUser, client: TestClient, aiohttp_client: AiohttpClient
) -> None:
    cookie = await cookie_of(await as_user("grace", admin=True))
    plain = await aiohttp_client(client.server)
    assert len(unsafe(client.app)) >= 5
    assert await crossings(plain, cookie) == []


@pytest.mark.fault
async def test_without_the_check_every_route_is_open_to_other_sites(
    app: web.Application, as_user: AsUser, client: TestClient, aiohttp_client: AiohttpClient
) -> None:
    cookie = await cookie_of(await as_user("grace", admin=True))
    plain = await aiohttp_client(client.server)
    assert len(await crossings(plain, cookie)) >= len(unsafe(client.app))


@pytest.fixture
def app(app: web.Application, request: pytest.FixtureRequest) -> web.Application:
    if request.node.name.startswith("test_without_the_check"):
        app.middlewares.remove(own_pages)
    return app


async def test_a_program_without_a_cookie_may_post(
    client: TestClient, aiohttp_client: AiohttpClient
) -> None:
    plain = await aiohttp_client(client.server)
    assert (await plain.post("/login", data={})).status == 422


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_our_own_pages_may_post(client: TestClient, as_user: AsUser, site: str) -> None:
    ada = await as_user()
    answer = await ada.post("/logout", headers={"Sec-Fetch-Site": site}, allow_redirects=False)
    assert answer.status == 303


async def test_an_old_browser_may_post_from_our_origin(
    client: TestClient, as_user: AsUser, aiohttp_client: AiohttpClient
) -> None:
    cookie = await cookie_of(await as_user())
    plain = await aiohttp_client(client.server)
    own = {"Origin": str(plain.make_url("")).rstrip("/"), "Cookie": cookie}
    assert (await plain.post("/logout", headers=own, allow_redirects=False)).status == 303


FOREIGN = [
    None,
    "",
    "null",
    "https://evil.example",
    "https://stats.example.com.evil.example",
    "https://evil-stats.example.com",
    "https://stats.example.com:8443",
    "http://stats.example.com",
    "https://user@stats.example.com",
    "https://stats.example.com/path",
    "https://stats.example.com@evil.example",
    "https://[::1",
    "//stats.example.com",
    "https://stats.example.com:99999",
]


def request_with(origin: str | None, public_url: str, host: str) -> web.Request:
    app = web.Application()
    app[keys.CONFIG] = Config(public_url=public_url)
    headers = {"Host": host} | ({} if origin is None else {"Origin": origin})
    return make_mocked_request("GET", "/", headers=headers, app=app)


@pytest.mark.fault
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_is_not_ours(origin: str | None) -> None:
    request = request_with(origin, "https://stats.example.com", "stats.example.com")
    assert not same_origin(request)


@pytest.mark.parametrize("origin", ["https://stats.example.com", "https://STATS.example.com:443"])
def test_our_origin_is_ours(origin: str) -> None:
    assert same_origin(request_with(origin, "https://stats.example.com", "stats.example.com"))


def test_without_public_url_the_origins_host_must_be_the_host_asked() -> None:
    assert same_origin(request_with("http://box.lan:8000", "", "box.lan:8000"))
    assert not same_origin(request_with("http://box.lan:8001", "", "box.lan:8000"))
    assert not same_origin(request_with("http://evil.lan:8000", "", "box.lan:8000"))


HOSTS = [
    "evil.example",
    "evil.example:443",
    "stats.example.com.evil.example",
    "evil-stats.example.com",
    "stats.example.com:8443",
    "stats.example.com:80",
    "stats.example.com.",
    "stats.example.com:443:443",
    "stats.example.com@evil.example",
    "evil.example@stats.example.com",
    "stats.example.com/evil",
    "stats.example.com?evil",
    "stats.example.com#evil",
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::1",
    "stats.example.com:evil",
    "stats.example.com:99999",
    "stats.example.com:-1",
    "stats_example_com",
    "xn--stats-example-com",
    "",
    " ",
    "evil.example, stats.example.com",
    "stats.example.com, evil.example",
    "stats.example.com evil.example",
    "stats.example.com\\evil.example",
    "stats.example.com%00evil.example",
    "ｓtats.example.com.evil.example",
]


@pytest.fixture
async def public(config: Config, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(
        create_app(replace(config, public_url="https://stats.example.com", registration="open"))
    )


@pytest.mark.fault
async def test_no_other_host_is_answered_for(public: TestClient) -> None:
    assert len(HOSTS) == 30
    for host in HOSTS:
        for path in ("/login", "/register", "/nothing", "/account"):
            answer = await public.get(path, headers={"Host": host}, allow_redirects=False)
            assert answer.status in {400, 421}, (host, path)
            # The host is named in one sentence for people, and nowhere else.
            page = (await answer.text()).replace(f"was asked for {host}.", "", 1)
            assert "evil" not in page + str(answer.headers)


async def test_both_hosts_are_named_to_whoever_set_them_up_wrong(public: TestClient) -> None:
    answer = await public.get("/login", headers={"Host": "10.0.0.7:8000"})
    assert answer.status == 421
    said = "This server answers for stats.example.com, and was asked for 10.0.0.7:8000."
    assert said in await answer.text()


@pytest.mark.parametrize("host", ["a" * 101, "<b>.example", "a b"])
async def test_what_is_no_host_name_is_not_repeated(public: TestClient, host: str) -> None:
    head = f"GET /login HTTP/1.1\r\nHost: {host}\r\n\r\n"
    answer = await exchange(public.port or 0, head.encode())
    assert host.encode() not in answer
    assert answer.split(b" ", 2)[1] in {b"400", b"421"}


@pytest.mark.fault
@pytest.mark.parametrize(
    "whole",
    ["http://evil.example", "https://evil.example", "http://stats.example.com.evil.example"],
)
async def test_a_host_in_the_request_line_is_no_other_matter(
    public: TestClient, whole: str
) -> None:
    for path in ("/login", "/register", "/nothing", "/account"):
        head = f"GET {whole}{path} HTTP/1.1\r\nHost: stats.example.com\r\n\r\n"
        answer = await exchange(public.port or 0, head.encode())
        assert answer.split(b" ", 2)[1] in {b"400", b"421"}, path
        named = f"was asked for {whole.partition('//')[2]}.".encode()
        assert b"evil" not in answer.replace(named, b"", 1)


@pytest.mark.fault
async def test_a_forwarded_host_changes_nothing(public: TestClient) -> None:
    evil = {"Host": "stats.example.com", "X-Forwarded-Host": "evil.example"}
    answer = await public.get("/account", headers=evil, allow_redirects=False)
    assert answer.headers["Location"] == "/login?next=/account"
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    "host", ["stats.example.com", "STATS.example.com", "stats.example.com:443"]
)
async def test_our_own_host_is_answered_for(public: TestClient, host: str) -> None:
    assert (await public.get("/login", headers={"Host": host})).status == 200


async def test_what_is_refused_is_repeated_only_where_it_can_be_a_host(
    client: TestClient, aiohttp_client: AiohttpClient
) -> None:
    plain = await aiohttp_client(client.server)
    for origin in ("http://<b>.example", f"http://{'a' * 101}.example", "http://a b"):
        answer = await plain.post("/login", data={}, headers={"Origin": origin})
        page = await answer.text()
        assert answer.status == 403
        assert "sent from another site" in page
        assert origin.partition("//")[2] not in page


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_form_is_no_matter_of_proxies(client: TestClient, site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "Origin": "https://evil.example"}
    answer = await client.post("/login", data={}, headers=headers)
    page = await answer.text()
    assert (answer.status, "evil" in page, "PUBLIC_URL" in page) == (403, False, False)
    assert "sent from another site" in page


async def test_a_form_that_was_led_from_http_to_https_is_told_so(public: TestClient) -> None:
    """Where a proxy leads it on with 308: the browser itself calls that another site."""
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "http://stats.example.com"}
    headers["Host"] = "stats.example.com"
    page = await (await public.post("/login", data={}, headers=headers)).text()
    said = "Your browser is on http://stats.example.com, and this server’s address is https://"
    assert said in page


async def test_another_address_of_the_same_server_is_told_where_it_is(public: TestClient) -> None:
    headers = {"Origin": "http://other.example", "Host": "stats.example.com"}
    page = await (await public.post("/login", data={}, headers=headers)).text()
    said = "Your browser is on http://other.example, and this server’s address is https://stats."
    assert said in page


class TestBehindAProxy:
    """What the proxy says of the scheme, believed or not."""

    @pytest.fixture
    def config(self, config: Config, request: pytest.FixtureRequest) -> Config:
        trusted = ("127.0.0.1",) if "not_believed" not in request.node.name else ()
        return replace(config, trusted_proxies=trusted)

    @pytest.mark.parametrize(
        ("said", "secure"),
        [
            (["https"], True),
            (["HTTPS "], True),
            (["wss"], True),
            (["http, https"], True),
            (["http", "https"], True),
            (["https, http"], False),
            (["https", "http"], False),
            (["https,"], False),
            (["gopher"], False),
            ([""], False),
            ([], False),
        ],
    )
    async def test_the_proxys_own_word_is_the_last(
        self, client: TestClient, make_user: MakeUser, said: list[str], secure: bool
    ) -> None:
        await make_user("ada")
        headers = CIMultiDict(("X-Forwarded-Proto", each) for each in said)
        headers["Sec-Fetch-Site"] = "same-origin"
        typed = {"login": "ada", "password": PASSWORD}
        answer = await client.post("/login", data=typed, headers=headers, allow_redirects=False)
        name = "__Host-tracker" if secure else "tracker"
        assert (answer.status, bool(answer.cookies[name]["secure"])) == (303, secure)

    async def test_a_stranger_is_not_believed(
        self, client: TestClient, make_user: MakeUser
    ) -> None:
        await make_user("ada")
        headers = {"X-Forwarded-Proto": "https", "Sec-Fetch-Site": "same-origin"}
        typed = {"login": "ada", "password": PASSWORD}
        answer = await client.post("/login", data=typed, headers=headers, allow_redirects=False)
        assert not answer.cookies["tracker"]["secure"]

    async def test_a_secure_cookie_guards_forms_as_a_plain_one(
        self, client: TestClient, as_user: AsUser, aiohttp_client: AiohttpClient
    ) -> None:
        cookie = (await cookie_of(await as_user())).replace("tracker=", "__Host-tracker=")
        plain = await aiohttp_client(client.server)
        headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"}
        answer = await plain.get("/account", headers=headers, allow_redirects=False)
        assert answer.status == 200
        answer = await plain.post("/logout", headers=headers, allow_redirects=False)
        assert answer.status == 403
