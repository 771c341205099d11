"""Annotations: an editor writes on a day what happened."""

import html
from datetime import date

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser
from tests.web.sites.owners import add_site, error_of
from tests.web.sites.teams import join
from tracker.domain.reports.kept import TooMany
from tracker.services.sites import kept_for_reports
from tracker.storage.sites.annotations import annotations_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

NEWS = {"day": "2026-11-29", "words": "Newsletter <sent>"}


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada, zone="Pacific/Kiritimati")


async def page_of(browser: TestClient, site: Site, rest: str = "") -> str:
    answer = await browser.get(f"/sites/{site.id}/annotations{rest}")
    assert answer.status == 200
    return await answer.text()


@pytest.mark.kept_anywhere
async def test_it_is_written_changed_and_removed(ada: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/annotations"
    await ada.post(page, data=NEWS)
    said = await page_of(ada, site)
    assert "Newsletter &lt;sent&gt;" in said
    assert "Sun, 29 Nov 2026" in html.unescape(said)
    assert 'value="2026-11-29"' in await page_of(ada, site, "/1/change")
    await ada.post(f"{page}/1/change", data=NEWS | {"day": "2026-11-30"})
    [kept] = await annotations_of(ada.app[keys.KEPT], site.id)
    assert kept.day == date(2026, 11, 30)
    await ada.post(f"{page}/1/change", data={"remove": "y"})
    assert "No annotation yet" in await page_of(ada, site)
    done = [act for act, _ in await acts(ada)][-3:]
    assert done == ["annotation made", "annotation changed", "annotation removed"]


async def test_the_form_has_the_sites_today(ada: TestClient, site: Site, clock: Clock) -> None:
    clock.stop()
    there = date.fromtimestamp(clock() // 1000 + 14 * 3600).isoformat()
    assert f'value="{there}"' in await page_of(ada, site)
    assert 'value="2026-01-02"' in await page_of(ada, site, "?day=2026-01-02")


@pytest.mark.parametrize("day", ["", "29.11.2026", "2026-02-30", "9999-01-01", "20261129x"])
async def test_a_day_that_is_none_is_refused(ada: TestClient, site: Site, day: str) -> None:
    answer = await ada.post(f"/sites/{site.id}/annotations", data=NEWS | {"day": day})
    assert answer.status == 422
    assert error_of(await answer.text(), "day") == "Type a day such as 2026-11-29."


async def test_more_than_there_may_be_are_refused(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise TooMany

    monkeypatch.setattr(kept_for_reports, "add_annotation", full)
    answer = await ada.post(f"/sites/{site.id}/annotations", data=NEWS)
    assert answer.status == 422
    assert "at most 1,000" in (error_of(await answer.text(), "words") or "")


async def test_a_viewer_reads_them(ada: TestClient, site: Site, as_user: AsUser) -> None:
    await ada.post(f"/sites/{site.id}/annotations", data=NEWS)
    eve = await as_user("eve")
    await join(ada, site, "eve")
    said = await page_of(eve, site)
    assert "Newsletter" in said
    assert "<form" not in said.partition("<main")[2].partition("</main>")[0]


async def test_what_is_gone_or_empty_is_not_changed(ada: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/annotations/1/change"
    assert (await ada.get(page, allow_redirects=False)).status == 303
    for form in (NEWS, {"remove": "y"}):
        assert (await ada.post(page, data=form, allow_redirects=False)).status == 303
    await ada.post(f"/sites/{site.id}/annotations", data=NEWS)
    assert (await ada.post(page, data=NEWS | {"words": " "})).status == 422
