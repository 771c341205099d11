"""Below a base path nothing leads out of it: no link, form, script, style, socket or redirect."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser, MakeUser, Stranger
from tests.raw_socket import exchange
from tests.web.asking.routes_sampled import sampled
from tests.web.sites.owners import FIREFOX, MINE, visit
from tests.world import World
from tracker.config import Config
from tracker.settings.reading import ConfigError
from tracker.storage.sites.sites import Site
from tracker.web import keys

ROOT = Path(__file__).parents[3]
BASE = "/stats"
MOST_STATES = 2  # of one page
LINKS = {"href", "src", "action", "formaction", "poster"}
VALUES = {"data-value"}  # paths of the sites that are watched
# data-*: what a script reads an address from.
ADDRESS = re.compile(r"/(?!/)[\w./~-]*|https?://.*")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+|/[^"']+)["']""")
STYLED = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, base_path=BASE, registration="open")


class Found(HTMLParser):
    """The addresses on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            is_data = (
                name.startswith("data-") and name not in VALUES and ADDRESS.fullmatch(value or "")
            )
            if value is not None and (name in LINKS or is_data):
                self.addresses.add(value)


def addresses_in(text: str, kind: str) -> set[str]:
    """Every address that the body of an answer names."""
    match kind:
        case "text/html":
            return Found(text).addresses
        case "text/javascript" | "application/javascript":
            return set(IMPORTED.findall(text))
        case "text/css":
            return {each for each in STYLED.findall(text) if not each.startswith("data:")}
    return set()


def ours(address: str, page: str) -> str | None:
    """The path of an address on this server as a browser makes it; None for other servers."""
    if address.startswith("#"):
        return page
    whole = urlsplit(urljoin(f"http://here{page}", urldefrag(address)[0]))
    if whole.scheme != "http" or whole.netloc != "here":
        return None
    return whole.path + (f"?{whole.query}" if whole.query else "")


async def crawl(browser: TestClient, first: list[str]) -> dict[str, int]:
    """Follow everything that can be fetched from these paths on; the statuses by path. A page of
    reports leads to as many states of itself as one likes: some are enough."""
    statuses: dict[str, int] = {}
    states = Counter[str]()
    waiting = list(first)
    origin = str(browser.make_url("")).rstrip("/")
    while waiting:
        path = waiting.pop()
        if path in statuses or states[urlsplit(path).path] == MOST_STATES:
            continue
        states[urlsplit(path).path] += 1
        answer = await browser.get(path, allow_redirects=False)
        statuses[path] = answer.status
        named = {answer.headers["Location"]} if "Location" in answer.headers else set()
        if answer.content_type.startswith(("text/", "application/javascript")):
            text = await answer.text()
            named |= addresses_in(text, answer.content_type)
            written = re.findall(rf"{re.escape(origin)}(/[^\s\"'&<]*)", text)
            assert all(each.startswith(f"{BASE}/") for each in written), f"{path} says {written}"
        answer.close()
        for address in named:
            target = ours(address, path)
            if target is None or target == path:
                continue
            assert target.startswith(f"{BASE}/"), f"{path} names {address}"
            if not is_stream(target) and "/vendor/" not in target:
                waiting.append(target)
    return statuses


def is_stream(path: str) -> bool:
    return "/socket" in path or "/live/home" in path or "/api/" in path


def pages_of(browser: TestClient) -> Iterator[str]:
    """Every route that can be looked at, with a site that exists."""
    for route, path in sampled(browser.app):
        if route.method == "GET" and not is_stream(path) and not path.startswith("/visit/"):
            yield BASE + path


@pytest.fixture
async def owner(client: TestClient, make_user: MakeUser) -> TestClient:
    """Ada's browser: the admin, with a site that has a visit."""
    await make_user("ada", admin=True)
    typed = {"login": "ada", "password": PASSWORD}
    answer = await client.post(f"{BASE}/login", data=typed, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, f"{BASE}/")
    new = {"name": "example.com", "time_zone": "UTC"}
    answer = await client.post(f"{BASE}/sites/new", data=new, allow_redirects=False)
    assert answer.headers["Location"].startswith(f"{BASE}/sites/1")
    answer = await visit_below(client, site_of(client))
    assert (answer.status, answer.headers.get("X-Tracker-Refused")) == (204, None)
    return client


def site_of(client: TestClient) -> Site:
    return client.app[keys.SITES].by_id[1]


async def visit_below(client: TestClient, site: Site, base: str = BASE):
    hit = json.dumps({"name": "pageview", "url": "https://example.com/"})
    return await client.post(f"{base}/visit/{site.key}", data=hit, headers={"User-Agent": FIREFOX})


@pytest.mark.fault
async def test_no_page_of_an_owner_leads_out_of_the_base_path(owner: TestClient) -> None:
    statuses = await crawl(owner, list(pages_of(owner)))
    assert statuses[f"{BASE}/"] == 200
    assert statuses[f"{BASE}/sites/1/live"] == 200
    assert len([path for path in statuses if path.startswith(f"{BASE}/static/")]) > 15
    broken = {path: code for path, code in statuses.items() if "/static/" in path and code != 200}
    assert broken == {}


async def test_no_page_of_a_stranger_leads_out_of_the_base_path(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    statuses = await crawl(client, [*pages_of(client), f"{BASE}/login", "/login"])
    assert statuses[f"{BASE}/login"] == 200
    assert statuses["/login"] == 404


async def test_what_is_sent_leads_nowhere_else(owner: TestClient, as_user: AsUser) -> None:
    for route, path in sampled(owner.app):
        if route.method != "POST" or path in {"/logout", "/login"} or path.startswith("/visit/"):
            continue
        answer = await owner.post(BASE + path, data={}, allow_redirects=False)
        target = ours(answer.headers.get("Location", BASE + path), BASE + path)
        assert target is None or target.startswith(f"{BASE}/"), path


async def test_a_shared_page_and_its_cookie_stay_below_it(
    owner: TestClient, stranger: Stranger
) -> None:
    typed = MINE | {"name": "Board", "kind": "secret", "link_password": "lemon violet"}
    made = await owner.post(
        f"{BASE}/sites/1/shares", data=typed | {"panels": ["pages", "countries"]}
    )
    found = re.search(rf"{BASE}/share/[\w-]+", await made.text())
    assert found
    guest = await stranger()
    answer = await guest.post(found[0], data={"password": "lemon violet"})
    [first] = answer.history
    assert first.headers["Location"] == found[0]
    assert [cookie["path"] for cookie in first.cookies.values()] == [BASE]
    page = await answer.text()
    assert 'id="chart"' in page
    targets = [ours(address, found[0]) or BASE for address in Found(page).addresses]
    assert [each for each in targets if not each.startswith(BASE)] == []


async def test_a_stranger_comes_back_to_the_page_that_was_asked_for(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    sent = await client.get(f"{BASE}/account?x=1", allow_redirects=False)
    login = sent.headers["Location"]
    assert login.startswith(f"{BASE}/login?next=")
    typed = {"login": "ada", "password": PASSWORD}
    answer = await client.post(login, data=typed, allow_redirects=False)
    assert answer.headers["Location"] == f"{BASE}/account?x=1"


async def test_the_sockets_are_below_it(owner: TestClient) -> None:
    page = await (await owner.get(f"{BASE}/sites/1/live")).text()
    address = re.search(r'data-socket="([^"]+)"', page)
    assert address
    assert address[1] == f"{BASE}/sites/1/live/socket"
    headers = {"Origin": str(owner.make_url("")).rstrip("/")}
    async with owner.ws_connect(address[1], headers=headers) as socket:
        assert (await socket.receive_json())[0]["type"] == "hello"


async def test_the_snippet_names_the_script_below_it(owner: TestClient) -> None:
    page = await (await owner.get(f"{BASE}/sites/1/setup")).text()
    origin = str(owner.make_url("")).rstrip("/")
    assert f"src=&#34;{origin}{BASE}/beacon.js&#34;" in page.replace("&quot;", "&#34;")
    assert f"{origin}{BASE}/visit/" in page
    assert (await owner.get(f"{BASE}/beacon.js")).status == 200


async def test_the_common_beacon_still_takes_the_short_way(owner: TestClient) -> None:
    intake = owner.app[keys.INTAKE]
    before = intake.fast
    head = f"POST {BASE}/visit/{site_of(owner).key} HTTP/1.1\r\nHost: here\r\n"
    body = b'{"name":"pageview","url":"https://example.com/a"}'
    head += f"User-Agent: {FIREFOX}\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = await exchange(owner.port, head.encode() + body)
    assert answer.startswith(b"HTTP/1.1 204")
    assert intake.fast == before + 1


async def test_nothing_answers_outside_of_it(owner: TestClient) -> None:
    for path in ("/", "/login", "/beacon.js", "/statsx", "/statsx/login", "/stat", "/healthz"):
        assert (await owner.get(path, allow_redirects=False)).status == 404, path
    assert (await visit_below(owner, site_of(owner), base="")).status == 404
    assert (await visit(owner, site_of(owner))).status == 404


@pytest.mark.parametrize("target", ["/stats", "/stats/", "/stats?a=b", "/stats/?a=b"])
async def test_the_first_page_is_at_the_path_itself(owner: TestClient, target: str) -> None:
    assert (await owner.get(target, allow_redirects=False)).status == 200


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://here/stats/healthz", b"200"),
        ("http://here/healthz", b"404"),
        ("/stats//healthz", b"404"),
        ("/stats/../healthz", b"404"),
        ("/%73tats/healthz", b"404"),
    ],
)
async def test_other_spellings_are_no_way_round(
    client: TestClient, target: str, status: bytes
) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    assert (await exchange(client.port, request.encode())).split(b" ")[1] == status


async def test_the_cookie_is_not_sent_to_the_neighbours(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    typed = {"login": "ada", "password": PASSWORD}
    answer = await client.post(f"{BASE}/login", data=typed, allow_redirects=False)
    assert answer.cookies["tracker"]["path"] == BASE
    out = await client.post(f"{BASE}/logout", allow_redirects=False)
    assert out.cookies["tracker"]["path"] == BASE


def test_no_script_knows_an_address() -> None:
    """A page hands its scripts their addresses; one that they knew would not be below /stats."""
    known = re.compile(r"""["'`]/[a-zA-Z]|location\.(?:href|pathname) = |replace\(["'`]/""")
    scripts = [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]
    found = {path.name: known.findall(path.read_text()) for path in scripts}
    assert {name: each for name, each in found.items() if each} == {}


def test_no_template_and_no_handler_writes_an_address_out() -> None:
    written = re.compile(
        r"""(?:href|src|action)="/|(?:SeeOther|Found|PermanentRedirect)\(\s*f?["']/"""
    )
    files = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "tracker").rglob("*.py")]
    files.remove(ROOT / "tracker" / "domain" / "snippets.py")  # it writes other people's pages
    found = {path.name: written.findall(path.read_text()) for path in files}
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(
    ("given", "read"),
    [("/stats", "/stats"), ("stats/", "/stats"), ("/a/b-c", "/a/b-c"), ("/", ""), ("", "")],
)
def test_a_base_path_is_read(given: str, read: str) -> None:
    assert Config.load({"BASE_PATH": given}).base_path == read


@pytest.mark.parametrize("given", ["/a//b", "/a b", "/../x", "/.", "/ä", "https://x", "/a?b"])
def test_what_is_no_path_is_refused(given: str) -> None:
    with pytest.raises(ConfigError, match="BASE_PATH"):
        Config.load({"BASE_PATH": given})


class TestAHostWithOtherThings:
    """Nothing is said to browsers that goes for the whole host."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, public_url="https://127.0.0.1")

    async def test_no_other_thing_is_made_to_use_https(self, client: TestClient) -> None:
        answer = await client.get(f"{BASE}/login", headers={"Host": "127.0.0.1"})
        assert answer.status == 200
        assert "Strict-Transport-Security" not in answer.headers

    @pytest.mark.parametrize(
        "asked", ["/%2E%2E/other", "/%2e%2e/other", "/..%2fother", "/..;/other", "/%252e%252e/x"]
    )
    async def test_nobody_is_led_to_another_thing(
        self, client: TestClient, make_user: MakeUser, asked: str
    ) -> None:
        await make_user("ada")
        answer = await client.post(
            f"{BASE}/login?next={asked.replace('%', '%25')}",
            data={"login": "ada", "password": PASSWORD},
            headers={"Host": "127.0.0.1"},
            allow_redirects=False,
        )
        assert (answer.status, answer.headers["Location"]) == (303, f"{BASE}/")


async def test_deleting_an_account_leaves_what_others_keep_in_the_browser(
    world: World, as_user: AsUser
) -> None:
    grace = await as_user(world.grace)
    answer = await grace.post(f"{BASE}/account/delete", data=MINE | {"confirm": "grace"})
    assert answer.headers["Clear-Site-Data"] == '"cache"'
