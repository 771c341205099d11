"""A funnel has its steps in its address, and leads to the visits that stopped."""

from __future__ import annotations

import html
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.making import NOON, event, visitor
from tests.web.sites.owners import add_site
from tests.web.sites.teams import join
from tracker.services.reports import open_file
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.funnels import pages

ALL = "period=all"
STEPS = "step=page:/blog/*&step=page:/pricing&step=event:Signup"


@pytest.fixture
async def ada(as_user: AsUser, monkeypatch) -> TestClient:
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """Of forty visits of the blog ten see the prices half a minute later, five of those sign up."""
    site = await add_site(ada, zone="UTC")
    rows, number = [], 0
    for visit in range(1, 41):
        done = [("pageview", "/blog/a"), ("pageview", "/pricing"), ("Signup", "/pricing")]
        taken = 3 if visit <= 5 else 2 if visit <= 10 else 1
        for n, (name, path) in enumerate(done[:taken]):
            number += 1
            who, at = visitor(visit, site.id), NOON + visit * 60_000 + n * 30_000
            rows.append(event(number, who=who, visit=visit, at=at, path=path, name=name))
    await ada.app[keys.LOG].append(rows)
    return site


async def page_of(client: TestClient, path: str, status: int = 200) -> str:
    answer = await client.get(path)
    assert answer.status == status, await answer.text()
    return html.unescape(await answer.text())


async def test_each_step_says_how_many_took_it_and_after_how_long(
    ada: TestClient, site: Site
) -> None:
    page = await page_of(ada, f"/sites/{site.id}/funnels?{ALL}&{STEPS}")
    assert re.search(r'<b class="funnel-rate">12.%</b> <span>of 40 visits went all the way', page)
    assert re.findall(r'<b class="figure">(\d+)</b>', page) == ["40", "10", "5"]
    assert re.findall(r">(\d+) stopped here<", page) == ["30", "5"]
    assert "median 30s after step 1" in page
    assert "half of them within 1m 00s" in page
    assert re.search(r"<bdi>Direct</bdi></th><td[^>]*>40</td><td[^>]*>10 <span[^>]*>25.%", page)


async def test_who_stopped_at_a_step_is_listed(ada: TestClient, site: Site) -> None:
    page = await page_of(ada, f"/sites/{site.id}/funnels?{ALL}&{STEPS}")
    listed = []
    for path in re.findall(r'href="(/sites/\d+/visits\?[^"]*stopped=\d)"', page):
        shown = await page_of(ada, path)
        listed.append(sorted(map(int, re.findall(r'data-visit="(\d+)"', shown))))
    assert listed == [[*range(11, 41)], [*range(6, 11)], [*range(1, 6)]]
    assert "went all the way to Signup" in shown
    assert f'href="/sites/{site.id}/visits?{ALL}" aria-label="List all visits"' in shown


async def test_the_form_makes_the_address(ada: TestClient, site: Site) -> None:
    typed = "kind=page&of=/blog/*&kind=goal&of=&kind=event&of=Signup&in=strict"
    here = f"/sites/{site.id}/funnels"
    answer = await ada.get(f"{here}?{ALL}&country=DE&{typed}", allow_redirects=False)
    steps = "step=page:/blog/*&step=event:Signup&strict=1"
    told = (answer.status, answer.headers["Location"])
    assert told == (303, f"{here}?{ALL}&country=DE&{steps}")
    page = await page_of(ada, f"{here}?{ALL}&{steps}")
    assert re.findall(r'<b class="figure">(\d+)</b>', page) == ["40", "0"]
    assert "one right after the other" in page


async def test_periods_filters_and_tabs_keep_the_steps(ada: TestClient, site: Site) -> None:
    page = await page_of(ada, f"/sites/{site.id}/funnels?{ALL}&{STEPS}")
    assert f'href="?period=today&{STEPS}"' in page
    assert f'href="?{ALL}&{STEPS}&split=countries"' in page
    more = f"{ALL}&{STEPS}&add=country&how=is&value=DE"
    answer = await ada.get(f"/sites/{site.id}/funnels?{more}", allow_redirects=False)
    assert answer.headers["Location"].endswith(f"/funnels?{ALL}&country=DE&{STEPS}")


async def test_one_visit_is_one(ada: TestClient, site: Site) -> None:
    row = event(900, who=visitor(90, site.id), visit=90, at=NOON, path="/one")
    again = event(901, who=visitor(90, site.id), visit=90, at=NOON + 1, path="/two")
    await ada.app[keys.LOG].append([row, again])
    steps = "step=page:/one&step=page:/two"
    page = await page_of(ada, f"/sites/{site.id}/funnels?{ALL}&{steps}")
    assert re.findall(r'<b class="figure">1</b> <span class="quiet">(\w+)', page) == ["visit"] * 2
    assert "half of them" not in page


WRONG = [
    ("step=page:/a", "A funnel has 2 to 8 steps."),
    ("&".join(["step=page:/a"] * 9), "A funnel has 2 to 8 steps."),
    ("step=page:a&step=page:/b", "“page:a” is no step"),
    ("step=<b>&step=page:/b", "“<b>” is no step"),
    ("step=goal:None&step=page:/b", "The site has no goal “None”."),
    (f"{STEPS}&split=moons", "“moons” is no split."),
    (f"{STEPS}&strict=yes", "“yes” is no strict."),
    (f"{STEPS}&stopped=4", "“4” is no stopped."),
]


async def test_what_is_no_funnel_is_refused_with_a_sentence(ada: TestClient, site: Site) -> None:
    for query, said in WRONG:
        page = await page_of(ada, f"/sites/{site.id}/funnels?{query}", 400)
        assert said in page, query


async def test_without_steps_there_is_the_form_and_what_it_offers(
    ada: TestClient, site: Site, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "OFFERED_WITHIN", PATIENCE)
    bob = await as_user("bob")
    await join(ada, site, "bob")
    page = await page_of(bob, f"/sites/{site.id}/funnels?{ALL}")
    assert "Where do they stop?" in page
    assert '<option value="Signup">' in page
    assert '<option value="/pricing">' in page
