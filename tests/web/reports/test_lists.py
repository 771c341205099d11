"""All values of a panel: searched, in order, page by page, as a file; what filters are offered."""

from __future__ import annotations

import csv
import html
import io
import re
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.making import event, visitor
from tests.web.reports.watched import chips, come, listed, report
from tests.web.sites.owners import add_site
from tracker.domain.days import date_of
from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.storage.sites.sites import Site
from tracker.web import keys

HEADERS = {"Accept": "application/json"}


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """Page /1 was seen by sixty, /2 by 59, and so on; "=evil()" by one."""
    site = await add_site(ada)
    now = ada.app[keys.CLOCK]()
    seen = [(person, page) for person in range(1, 61) for page in range(1, 62 - person)]
    await ada.app[keys.LOG].append(
        [
            event(n, who=visitor(person, site.id), visit=person, path=f"/{page}", at=now, beacon=n)
            for n, (person, page) in enumerate(seen, 1)
        ]
    )
    await come(ada, site, "/1", name="=evil()", properties={"plan": "=1+1"})
    return site


async def test_a_list_is_searched_and_put_in_order_page_by_page(
    ada: TestClient, site: Site
) -> None:
    page = await report(ada, site, "period=today", "/reports/pages")
    assert list(listed(page).items())[:2] == [("/1", "60"), ("/2", "59")]
    assert "1–50 of 60" in page
    [after] = re.findall(r'href="[^"]*\?([^"]*)" aria-label="Page after"', page)
    page = await report(ada, site, html.unescape(after), "/reports/pages")
    assert list(listed(page)) == [f"/{n}" for n in range(51, 61)]
    page = await report(ada, site, "period=today&sort=name&order=desc", "/reports/pages")
    assert next(iter(listed(page))) == "/9"
    page = await report(ada, site, "period=today&q=5&sort=visits&order=asc", "/reports/pages")
    assert list(listed(page)) == ["/59", "/58", "/57", "/56", "/55", "/54", "/53", "/52", "/51",
                                  "/50", "/45", "/35", "/25", "/15", "/5"]  # fmt: skip
    assert "1–15 of 15" in page
    page = await report(ada, site, "period=today&q=nowhere", "/reports/pages")
    assert "Nothing in this list holds “nowhere”." in page


async def test_a_value_of_a_list_is_a_filter_or_is_not(ada: TestClient, site: Site) -> None:
    page = await report(ada, site, "period=today&q=/60", "/reports/pages")
    found = re.findall(r'href="/sites/\d+\?([^"]*page[^"]*)"', page)
    read = [chips(await report(ada, site, html.unescape(query))) for query in found]
    assert read == [["page is /60"], ["page is not /60"]]


async def test_names_are_searched_for_as_they_are_read(ada: TestClient, site: Site) -> None:
    page = await report(ada, site, "period=today&q=comp", "/reports/devices")
    assert listed(page) == {"Computer": "61"}


async def test_what_a_list_does_not_know_is_named(ada: TestClient, site: Site) -> None:
    for query, said in (
        ("sort=money", "“money” is no sort. Allowed: name, visitors, visits, pageviews,"),
        ("order=up", "“up” is no order. Allowed: asc, desc."),
        ("limit=5", "No filter is called “limit”."),
    ):
        answer = await ada.get(f"/sites/{site.id}/reports/pages?{query}", headers=HEADERS)
        assert answer.status == 400
        assert said in (await answer.json())["detail"]
    for part in ("/reports/nothing", "/reports/nothing.csv"):
        assert (await ada.get(f"/sites/{site.id}{part}")).status == 404


async def test_a_list_is_a_file_for_spreadsheets(ada: TestClient, site: Site) -> None:
    asked = f"/sites/{site.id}/reports/events.csv?from=2000-01-01&to=2100-01-01"
    answer = await ada.get(asked)
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="events-2000-01-01-2100-01-01.csv"'
    )
    text = (await answer.read()).decode()
    assert text.startswith("\ufeffevents,visitors,visits,events\r\n")
    assert list(csv.reader(io.StringIO(text)))[1:] == [["'=evil()", "1", "1", "1"]]
    answer = await ada.get(f"/sites/{site.id}/reports/pages.csv?period=today&q=/6&sort=visits")
    rows = list(csv.reader(io.StringIO(await answer.text())))
    assert [row[:3] for row in rows[1:]] == [["/6", "55", "55"], ["/60", "1", "1"]]


async def test_the_whole_page_is_a_file_too(ada: TestClient, site: Site) -> None:
    answer = await ada.get(f"/sites/{site.id}/reports/all.csv?period=last_7_days&page=/60")
    assert 'filename="example.com-' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert rows[0] == ["list", "value", "visitors", "visits", "pageviews"]
    today = date_of(ada.app[keys.CLOCK](), ZoneInfo("UTC"))
    assert ["day", today, "1", "1", "1"] in rows
    assert ["pages", "/60", "1", "1", "1"] in rows
    assert ["devices", "Computer", "1", "1", "1"] in rows


async def test_the_filter_box_offers_what_holds_the_text(ada: TestClient, site: Site) -> None:
    page = await report(ada, site, "period=today&value=FIRE", "/filter-values")
    assert re.findall(r"<bdi[^>]*>([^<]*)</bdi><span[^>]*>(\d+)<", page) == [("Firefox", "61")]
    [query] = re.findall(r'data-without="/sites/\d+\?([^"]*)"', page)
    assert chips(await report(ada, site, html.unescape(query))) == ["browser is not Firefox"]
    page = await report(ada, site, "period=today&value=comp&only=devices", "/filter-values")
    assert '<bdi class="cut">Computer</bdi>' in page
    page = await report(ada, site, "period=today&value=nowhere", "/filter-values")
    assert "No visit of these days has anything like it." in page


async def test_lists_say_when_there_is_nothing_to_ask(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(question: Question) -> Answer:
        raise Unavailable("closed", "The server is being stopped.")

    monkeypatch.setattr(ada.app[keys.REPORTS], "answer", closed)
    for part in ("/reports/pages", "/reports/pages.csv", "/reports/all.csv"):
        answer = await ada.get(f"/sites/{site.id}{part}")
        assert answer.status == 503
        assert "The server is being stopped." in await answer.text()
