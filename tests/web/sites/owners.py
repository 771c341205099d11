"""An owner's steps through the front door, and what a page says back."""

import html
import json
import re

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.world import PASSWORD
from tracker.storage.sites.sites import Site
from tracker.web import keys

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def add_site(browser: TestClient, name: str = "example.com", zone: str = "UTC") -> Site:
    """The site that this browser's user has just added."""
    answer = await browser.post(
        "/sites/new", data={"name": name, "time_zone": zone}, allow_redirects=False
    )
    assert answer.status == 303, await answer.text()
    site_id = int(answer.headers["Location"].split("/")[2])
    return browser.app[keys.SITES].by_id[site_id]


MINE = {"password": PASSWORD}  # before what a stolen session must not do


async def make_token(
    browser: TestClient, site: Site, name: str = "tail", scopes: tuple[str, ...] = ("read",)
) -> str:
    """A token of the site, as its page has shown it."""
    typed = MINE | {"name": name, "scopes": scopes}
    page = await (await browser.post(f"/sites/{site.id}/tokens", data=typed)).text()
    shown = re.search(r'id="fresh-token"[^>]*>(trk_[\w-]{43})<', page)
    assert shown, page
    return shown[1]


async def visit(client: TestClient, site: Site, path: str = "/", **more: object) -> ClientResponse:
    """One hit as the script sends it."""
    hit = {"name": "pageview", "url": f"https://example.com{path}"} | more
    return await client.post(
        f"/visit/{site.key}", data=json.dumps(hit), headers={"User-Agent": FIREFOX}
    )


async def is_in(browser: TestClient) -> bool:
    """Whether somebody is logged in there."""
    return (await browser.get("/account", allow_redirects=False)).status == 200


def error_of(page: str, field: str) -> str | None:
    """The error next to a field."""
    found = re.search(rf'<p class="error" id="{field}-error">(.*?)</p>', page)
    return html.unescape(found[1]) if found else None


def slot(page: str, name: str) -> str:
    """The text of a figure on the page."""
    found = re.search(rf'data-slot="{name}"[^>]*>(.*?)<', page)
    assert found, f"no {name} on the page"
    return html.unescape(found[1])
