"""What a stranger sees with a shared link, and what never."""

from __future__ import annotations

import re

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.web.reports.watched import chips, figures, lines, links
from tests.web.sharing.shared import share, shown, words
from tracker.domain.reports.page_filters import page_filter
from tracker.domain.reports.question import Question, Unavailable
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.questions.asked import Asked
from tracker.web.questions.tabs import TABS
from tracker.web.reports.panels import clicked
from tracker.web.sharing.panels import OFFERED, USUAL, offer_of

NEVER = ("titles", "hosts", "links", "click_ids", "goals", "outbound", "forms", "not_found")


async def test_a_stranger_sees_the_figures_and_the_chosen_panels(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    page = await shown(client, await share(ada, site))
    assert (figures(page)["visitors"], figures(page)["pageviews"]) == ("2", "3")
    assert lines(page, "pages") == {"/pricing": "1", "/": "1", "/blog/tides": "1"}
    assert lines(page, "places") == {"Germany": "1", "United Kingdom": "1"}
    assert re.findall(r'<section [^>]*id="(\w+)"', page) == ["pages", "places"]
    assert "as of 12:00, UTC" in words(page)
    assert 'id="now"' not in page


async def test_nothing_of_the_team_the_server_or_single_visits_is_on_it(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    page = await shown(client, await share(ada, site, panels=list(OFFERED), shows_now="y"))
    unwanted = ("Fired", "bob@", "secretly", "Not counted", "elsewhere", "Log in", "/sites/")
    assert [each for each in unwanted if each in page] == []
    assert 'id="now">2<' in page
    ways_out = [
        link
        for link in re.findall(r'<a [^>]*href="([^"]*)"', page)
        if not link.startswith(("?", "#", "https://"))
    ]
    assert ways_out == []


@pytest.mark.parametrize("who", ["stranger", "owner"])
async def test_the_headers_keep_the_address_to_its_reader(
    ada: TestClient, site: Site, client: TestClient, who: str
) -> None:
    path = await share(ada, site)
    browser = ada if who == "owner" else client
    for address, status in ((path, 200), (path + "x", 404), (path + "?goal=x", 400)):
        answer = await browser.get(address)
        assert answer.status == status
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Account of" not in await (await browser.get(path)).text()


async def test_a_click_filters_by_one_value_of_each(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    german = await shown(client, await share(ada, site), "country=DE&page=/")
    assert chips(german) == ["country is Germany", "page is /"]
    assert figures(german)["visitors"] == "1"
    assert {"?country=DE", "?page=/"} < links(german)


def test_another_value_takes_the_place_of_the_one_there_was() -> None:
    german = page_filter("country", "DE")
    assert german
    asked = Asked(filters=(german,), offer=offer_of(USUAL))
    assert clicked(TABS["countries"], "GB", asked) == (german.holding("GB"),)
    assert clicked(TABS["pages"], "/", asked) == (german, page_filter("page", "/"))


async def test_every_address_on_the_page_is_one_that_it_answers_to(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    path = await share(ada, site, panels=list(OFFERED))
    page = await shown(client, path, "country=DE&period=last_7_days&figure=visits&tab=cities")
    found = sorted(links(page) - {"?"})
    assert len(found) > 40
    assert not [link for link in found if "from=" in link or "custom" in link]
    for link in found:
        clock.forward(seconds=2)  # no link is asked more often than that
        answer = await client.get(f"{path}{link}&wait")
        assert answer.status == 200, link


REFUSED = (
    "goal=Orders",
    "segment=1",
    "done=Orders",
    "prop.plan=pro",
    "opened=Signup",
    "property=plan",
    "title=x",
    "city=Berlin",
    "city_contains=B",
    "country_not=DE",
    "page_begins=/blog",
    "page_contains=b",
    "page=/&page=/pricing",
    "country=DE|GB",
    "period=custom&from=2026-11-01&to=2026-11-02",
    "from=2026-11-01&to=2026-11-02",
    "against=custom&against_from=2026-11-01&against_to=2026-11-02",
    "against=custom",
    "figure=conversions",
    "tab=cities",
    "tab=titles",
    "tab=hours",
    "tab=nothing",
    "period=ever",
    "add=page&how=is&value=/",
    "format=csv",
    "q=x",
    "wait=x",
    "period=today&period=all",
)


async def test_whatever_else_its_address_asks_is_refused_with_a_sentence(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path, told = await share(ada, site), {}
    for query in REFUSED:
        answer = await client.get(f"{path}?{query}")
        sentence = re.search(r"</h1>\s*<p>[^<]{20,}\.</p>", await answer.text())
        told[query] = (answer.status, bool(sentence))
    assert told == dict.fromkeys(REFUSED, (400, True))


def test_what_names_people_is_not_offered_and_cities_not_by_themselves() -> None:
    assert not set(NEVER) & set(OFFERED)
    assert not {"cities", "regions", "events"} & set(USUAL)
    assert set(USUAL) < set(OFFERED)


async def test_a_link_of_another_release_shows_nothing_that_is_not_offered(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await share(ada, site)
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update share set panels = 'pages titles not_counted breakdown days'")
    page = await shown(client, path)
    assert re.findall(r'<section [^>]*id="([\w-]+)"', page) == ["pages"]
    await shown(client, path, "title=x", 400)


async def test_without_reports_it_says_so_and_nothing_of_the_server(
    ada: TestClient, site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(_question: Question) -> None:
        raise Unavailable("absent", "No DuckDB for this system in /srv/secret.")

    path = await share(ada, site)
    monkeypatch.setattr(client.app[keys.FOLLOWED_REPORTS], "answer", failing)
    page = await shown(client, path, status=503)
    assert "There are no reports right now." in page
    assert "DuckDB" not in page


async def test_it_goes_with_its_site(ada: TestClient, site: Site, client: TestClient) -> None:
    path = await share(ada, site)
    await client.app[keys.SITES].remove(site)
    await shown(client, path, status=404)
    assert not await client.app[keys.KEPT].read("select * from share")
