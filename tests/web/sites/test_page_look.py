"""A look at a page of the owner's, from the set-up page: missing, kept out, or all is well."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.conftest import AsUser
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.services.sites import owners_pages
from tracker.storage.sites.sites import Site


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, alert_networks=("127.0.0.1",))


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


class Shop:
    """Pages of an owner's."""

    def __init__(self) -> None:
        self.text, self.policy, self.kind = "", "", "text/html"
        self.asked: list[str] = []
        self.address = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == "/moved":
            raise web.HTTPFound("/here")
        if request.path == "/round":
            raise web.HTTPFound("/round")
        if request.path == "/gone":
            return web.Response(status=410)
        headers = {"Content-Security-Policy": self.policy} if self.policy else {}
        return web.Response(text=self.text, content_type=self.kind, headers=headers)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop, app = Shop(), web.Application()
    app.router.add_get("/{path:.*}", shop.answer)
    async with TestServer(app) as server:
        shop.address = str(server.make_url("/"))
        yield shop


async def looked(browser: TestClient, site: Site, page: str) -> tuple[str, str]:
    answer = await browser.post(f"/sites/{site.id}/look", data={"page": page})
    assert answer.status == 200
    text = html.unescape(await answer.text())
    found = re.search(r'id="looked" role="status" data-kind="([^"]*)"><p><b>(.*?)</p>', text, re.S)
    assert found
    return found[1], found[2]


def line(browser: TestClient, key: str) -> str:
    return f'<script defer src="{browser.make_url("/beacon.js")}" data-site="{key}"></script>'


async def test_a_page_without_the_line_lacks_it(ada: TestClient, site: Site, shop: Shop) -> None:
    shop.text = "<title>Shop</title>"
    kind, said = await looked(ada, site, shop.address)
    assert kind == "missing"
    assert "before </head>" in said


async def test_a_policy_that_keeps_the_script_out_is_named_with_what_to_add(
    ada: TestClient, site: Site, shop: Shop
) -> None:
    shop.text, shop.policy = line(ada, site.key), "default-src 'self'"
    kind, said = await looked(ada, site, shop.address)
    origin = str(ada.make_url("/"))[:-1]
    assert (kind, f"Add {origin} to its script-src" in said) == ("no script", True)
    shop.policy = f"default-src 'self'; script-src {origin}"
    assert (await looked(ada, site, shop.address))[0] == "no sending"
    shop.policy = f"default-src 'self' {origin}"
    kind, said = await looked(ada, site, shop.address)
    assert (kind, "Send a test visit" in said) == ("allowed", True)


async def test_another_sites_line_is_told(ada: TestClient, site: Site, shop: Shop) -> None:
    shop.text = '<script src="https://else.example/b.js" data-site="other"></script>'
    kind, said = await looked(ada, site, shop.address)
    assert (kind, site.key in said) == ("other site", True)


@pytest.mark.parametrize(
    ("path", "said"),
    [("gone", "status 410"), ("round", "Nobody answers there."), ("image", "no web page")],
)
async def test_what_is_no_page_is_said(
    ada: TestClient, site: Site, shop: Shop, path: str, said: str
) -> None:
    shop.kind = "image/png"
    kind, why = await looked(ada, site, f"{shop.address}{path}")
    assert (kind, said in why) == ("not looked", True), why


async def test_a_page_that_has_moved_is_followed(ada: TestClient, site: Site, shop: Shop) -> None:
    shop.text = line(ada, site.key)
    assert (await looked(ada, site, f"{shop.address}moved"))[0] == "allowed"
    assert shop.asked == ["/moved", "/here"]


async def test_of_an_endless_page_only_the_beginning_is_read(
    ada: TestClient, site: Site, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners_pages, "LONGEST", 1000)
    shop.text = "x" * 500_000 + line(ada, site.key)
    assert (await looked(ada, site, shop.address))[0] == "missing"


@pytest.mark.parametrize("page", ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/"])
async def test_nobody_looks_into_the_servers_own_network(
    ada: TestClient, site: Site, page: str
) -> None:
    kind, said = await looked(ada, site, page)
    assert (kind, "own network" in said) == ("not looked", True)


@pytest.mark.parametrize("page", ["http://", "two words", "file:///etc/passwd", "http://[/"])
async def test_what_is_no_address_is_no_fault_of_ours(
    ada: TestClient, site: Site, page: str
) -> None:
    assert (await looked(ada, site, page))[0] == "not looked"
