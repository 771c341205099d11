"""A site that was visited, and what its pages of reports say."""

from __future__ import annotations

import html
import json
import re

from aiohttp.test_utils import TestClient

from tests.web.sites.owners import FIREFOX
from tracker.storage.sites.sites import Site

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
BERLIN, LONDON = "91.0.0.1", "86.128.0.1"


async def come(
    browser: TestClient,
    site: Site,
    *paths: str,
    agent: str = FIREFOX,
    place: str = "",
    **hit: object,
) -> None:
    """One visitor who opens these pages, one after the other."""
    headers = {"User-Agent": agent} | ({"X-Forwarded-For": place} if place else {})
    for path in paths:
        body = {"name": "pageview", "url": f"https://example.com{path}"} | hit
        sent = await browser.post(f"/visit/{site.key}", data=json.dumps(body), headers=headers)
        assert sent.status == 204, await sent.text()


async def report(browser: TestClient, site: Site, query: str = "", part: str = "") -> str:
    """The page of the site's reports at that address, with all that it counts."""
    answer = await browser.get(f"/sites/{site.id}{part}?{query}{'' if part else '&wait'}")
    text = await answer.text()
    assert answer.status == 200, text
    return text


def figures(page: str) -> dict[str, str]:
    """The top line."""
    return dict(re.findall(r'class="figure" data-figure="(\w+)">([^<]*)<', html.unescape(page)))


def lines(page: str, panel: str) -> dict[str, str]:
    """What a panel lists, with the visitors of each."""
    [part] = re.findall(rf'<section [^>]*id="{panel}".*?</section>', page, re.DOTALL)
    return listed(part)


def listed(part: str) -> dict[str, str]:
    """Names and the first figures of a table's lines."""
    part = re.sub(r'<p class="meta">.*?</p>', "", part[part.find("<tbody>") :], flags=re.DOTALL)
    found = re.findall(r"<bdi>([^<]*)</bdi>.*?<td[^>]*>([^<]*)</td>", part, re.DOTALL)
    return {html.unescape(name): visitors for name, visitors in found}


def links(page: str) -> set[str]:
    """The addresses of the report's other states."""
    return {html.unescape(each) for each in re.findall(r'href="(\?[^"#]*)', page)}


def chips(page: str) -> list[str]:
    """The filters, as they are read."""
    found = re.findall(r'<span class="chip on"><span class="cut">(.*?)</span>', page)
    return [html.unescape(re.sub("<[^>]*>", "", each)) for each in found]
