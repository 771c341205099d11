"""Visits as a list, newest first, under any filter, and each with all that happened on it."""

from __future__ import annotations

import html
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.making import NOON, event, leave, visitor
from tests.web.sites.owners import add_site, visit
from tests.web.sites.teams import join
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Page
from tracker.domain.rows import VisitRemoval
from tracker.domain.sources import Source
from tracker.services.reports import open_file
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.visits import asking

DAY = 86_400_000
ALL = {"period": "all"}


@pytest.fixture
async def ada(as_user: AsUser, monkeypatch) -> TestClient:
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """Seven visits, half a day apart: / and then /b, read for a second, and a sign-up."""
    site = await add_site(ada, zone="Europe/Berlin")
    for number in range(7):
        at, nth, who = NOON + number * DAY // 2, number + 1, visitor(number + 1, site.id)
        first = event(3 * number + 1, who=who, visit=nth, at=at, beacon=nth)
        first.title, first.source = "Welcome", Source("Google", "organic-search")
        first.page = Page("example.com", "/", Campaign("mail", "", "spring", "", "", ""))
        second = event(3 * number + 2, who=who, visit=nth, at=at + 5_000, path="/b")
        done = event(3 * number + 3, who=who, visit=nth, at=at + 6_000, path="/b", name="Signup")
        done.properties = '{"plan":"<pro>","seats":3}'
        told = leave(2, page=4 * number + 1, visit=nth, at=at + 5_000)
        told.site_id = site.id
        await ada.app[keys.LOG].append([first, second, done, told])
    return site


async def page_of(client: TestClient, path: str, status: int = 200, **query: str) -> str:
    answer = await client.get(path, params=query)
    assert answer.status == status, await answer.text()
    return html.unescape(await answer.text())


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-visit="(\d+)"', page)]


async def test_the_newest_visit_comes_first_below_its_day(ada: TestClient, site: Site) -> None:
    page = await page_of(ada, f"/sites/{site.id}/visits", **ALL)
    assert listed(page) == [7, 6, 5, 4, 3, 2, 1]
    days = re.findall(r'<h3 id="day-\d">([^<]*?) <span class="meta">([^<]*)<', page)
    assert days[:2] == [("Tue, 24 Nov 2026", "2 visits"), ("Mon, 23 Nov 2026", "2 visits")]
    assert "<h2>7 visits</h2>" in page
    assert '<bdi class="badge">Signup</bdi>' in page


async def test_the_filters_of_the_reports_hold_and_go_along(ada: TestClient, site: Site) -> None:
    here = f"/sites/{site.id}/visits"
    page = await page_of(ada, here, page="/nowhere", **ALL)
    assert (listed(page), "No visit of these days meets all filters." in page) == ([], True)
    assert "Save as segment" in page
    dated = {"from": "2026-11-22", "to": "2026-11-22"}
    page = await page_of(ada, here, **dated, page="/b")
    assert listed(page) == [3, 2]
    assert f'href="/sites/{site.id}?period=custom&from=2026-11-22' in page
    answer = await ada.get(
        here, params={"add": "page", "how": "is", "value": "/b", **ALL}, allow_redirects=False
    )
    assert (answer.status, answer.headers["Location"]) == (303, f"{here}?period=all&page=/b")


async def test_older_visits_are_behind_a_link_at_the_end(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "A_PAGE", 3)
    found, path = [], f"/sites/{site.id}/visits?period=all"
    for _ in range(3):
        page = await page_of(ada, path)
        found.append(listed(page))
        path = (re.findall(r'href="([^"]*)" rel="next"', page) or [""])[0]
    assert found == [[7, 6, 5], [4, 3, 2], [1]]
    assert path == ""
    assert "Newest visits" in page


async def test_a_visit_is_told_in_time(ada: TestClient, site: Site) -> None:
    page = await page_of(ada, f"/sites/{site.id}/visits/1")
    assert "<h1>Visit of 21 Nov 2026, 13:00:00</h1>" in page
    assert "2 pages · 6s · from Google" in page
    clocks = re.findall(r'<li class="(\w+)"><time[^>]*>([\d:]+)<', page)
    assert clocks == [("page", "13:00:00"), ("page", "13:00:05"), ("act", "13:00:06")]
    assert '<bdi class="properties">plan=<pro>  seats=3</bdi>' in page
    assert '<a href="https://example.com/" rel=' in page
    assert "1s" in page
    assert "<dt>utm_campaign</dt><dd><bdi>spring</bdi></dd>" in page


async def test_who_is_here_now_leads_to_the_live_view(ada: TestClient, site: Site) -> None:
    assert (await visit(ada, site, "/now")).status == 204
    page = await page_of(ada, f"/sites/{site.id}/visits", period="today")
    [number] = listed(page)
    assert "here now" in page
    told = await page_of(ada, f"/sites/{site.id}/visits/{number}")
    assert re.search(rf'href="/sites/{site.id}/live\?visitor=\d+">See it live', told)


async def test_another_visit_of_that_visitor_on_that_day_is_named(
    ada: TestClient, site: Site
) -> None:
    again = event(40, who=visitor(1, site.id), visit=40, at=NOON + 3_600_000, path="/again")
    await ada.app[keys.LOG].append([again])
    page = await page_of(ada, f"/sites/{site.id}/visits/40")
    assert f'<a href="/sites/{site.id}/visits/1">13:00</a>' in page
    assert "visit no. 2 of this day" in page


@pytest.mark.parametrize("number", ["99", "0", "9999999999999999999"])
async def test_what_is_no_visit_of_the_site_is_not_found(
    ada: TestClient, site: Site, number: str
) -> None:
    await page_of(ada, f"/sites/{site.id}/visits/{number}", 404)


async def test_a_visit_of_another_site_is_not_found(ada: TestClient, site: Site) -> None:
    other = await add_site(ada, "other.example")
    await page_of(ada, f"/sites/{other.id}/visits/1", 404)


async def test_an_erased_visit_is_gone_from_list_and_page(ada: TestClient, site: Site) -> None:
    await page_of(ada, f"/sites/{site.id}/visits/3")
    await ada.app[keys.LOG].append([VisitRemoval(site.id, NOON + 9 * DAY, 3)])
    await page_of(ada, f"/sites/{site.id}/visits/3", 404)
    assert 3 not in listed(await page_of(ada, f"/sites/{site.id}/visits", **ALL))


@pytest.mark.parametrize(
    "before", ["x", "1", "1-", "1-99999999999999999999", "1-9999999999999999999"]
)
async def test_a_position_that_is_none_is_refused(ada: TestClient, site: Site, before: str) -> None:
    page = await page_of(ada, f"/sites/{site.id}/visits", 400, before=before)
    assert "That is no position" in page


async def test_a_viewer_sees_visits_but_takes_no_file_along(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    bob = await as_user("bob")
    await join(ada, site, "bob")
    page = await page_of(bob, f"/sites/{site.id}/visits", **ALL)
    assert len(listed(page)) == 7
    assert "/export" not in page
    assert "/export" in await page_of(ada, f"/sites/{site.id}/visits", **ALL)


async def test_every_value_of_the_reports_leads_to_its_visits(ada: TestClient, site: Site) -> None:
    page = await page_of(ada, f"/sites/{site.id}", wait="", **ALL)
    assert f'href="/sites/{site.id}/visits?period=all&source=Google"' in page
    page = await page_of(ada, f"/sites/{site.id}/reports/pages", **ALL)
    assert f'href="/sites/{site.id}/visits?period=all&page=/b"' in page


async def test_while_the_log_is_counted_anew_what_is_known_is_listed(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await page_of(ada, f"/sites/{site.id}/visits", **ALL)
    monkeypatch.setattr("tracker.services.reports.answering.NEAR", -1)
    assert (await visit(ada, site, "/now")).status == 204
    page = await page_of(ada, f"/sites/{site.id}/visits", **ALL)
    assert listed(page)[-7:] == [7, 6, 5, 4, 3, 2, 1]
    assert "Counting: 9" in page
