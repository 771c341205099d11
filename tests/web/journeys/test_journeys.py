"""Journeys stand in their address, and every page in them leads on."""

from __future__ import annotations

import html
import re

from aiohttp.test_utils import TestClient

from tests.web.funnels.test_funnels import ALL, ada, page_of, site
from tests.web.sites.owners import add_site, visit
from tracker.storage.sites.sites import Site

__all__ = ["ada", "site"]


def columns(page: str) -> list[list[tuple[str, str]]]:
    """Of each column its pages, with the visits."""
    found = []
    for part in page.split('<li class="report-panel">')[1:]:
        rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", part)
        found.append([_line(row) for row in rows])
    return found


def _line(row: str) -> tuple[str, str]:
    [name] = re.findall(r"<bdi>(.*?)</bdi>|no-page\">(.*?)<", row)
    [visits] = re.findall(r"<td>(\d+)</td>", row)
    return html.unescape(name[0] or name[1]), visits


async def test_a_click_leads_to_what_came_next(ada: TestClient, site: Site) -> None:
    path = f"/sites/{site.id}/journeys"
    page = await page_of(ada, f"{path}?{ALL}")
    assert columns(page) == [[("/blog/a", "40")]]
    assert '<span class="meta">40 visits</span>' in page
    [onwards] = re.findall(r'<a href="(\?[^"]*then=[^"]*)"', page)
    page = await page_of(ada, path + onwards)
    assert columns(page)[1] == [("no further page", "30"), ("/pricing", "10")]
    assert 'aria-current="true"><bdi>/blog/a' in page


async def test_a_column_says_how_many_visits_it_has(ada: TestClient) -> None:
    own = await add_site(ada)
    await visit(ada, own)
    assert '<span class="meta">1 visit</span>' in await page_of(ada, f"/sites/{own.id}/journeys")


async def test_it_begins_with_what_the_form_says(ada: TestClient, site: Site) -> None:
    path = f"/sites/{site.id}/journeys"
    answer = await ada.get(f"{path}?{ALL}&kind=event&of=Signup")
    assert answer.url.query_string == f"{ALL}&at=event:Signup"
    back = await page_of(ada, f"{path}?{ALL}&at=event:Signup&back=1")
    assert columns(back) == [[("/pricing", "5")]]
    assert "what came before" not in await page_of(ada, f"{path}?{ALL}&back=1"), "its beginning"
    source = await page_of(ada, f"{path}?{ALL}&at=source:Nobody")
    assert columns(source) == [[]]
    assert "No visit of these days went there." in source


async def test_what_is_no_beginning_is_refused_with_a_sentence(ada: TestClient, site: Site) -> None:
    path = f"/sites/{site.id}/journeys"
    assert "is no beginning" in await page_of(ada, f"{path}?at=nonsense:x", 400)
    assert "no goal" in await page_of(ada, f"{path}?at=goal:Orders", 400)
    await page_of(ada, f"{path}?back=2", 400)
