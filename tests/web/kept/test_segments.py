"""Segments: everybody's own, and the site's, which editors change."""

import html

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.web.sites.owners import add_site, error_of
from tests.web.sites.teams import join
from tracker.storage.sites.segments import segments_for, segments_of_site
from tracker.storage.sites.sites import Site
from tracker.web import keys

GERMANS = {"name": "Germans", "filters": '[["is", "visit:country", ["DE"]]]'}


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


@pytest.fixture
async def eve(as_user: AsUser, ada: TestClient, site: Site) -> TestClient:
    """She is a viewer."""
    eve = await as_user("eve")
    await join(ada, site, "eve")
    return eve


async def page_of(browser: TestClient, site: Site, rest: str = "") -> str:
    answer = await browser.get(f"/sites/{site.id}/segments{rest}")
    assert answer.status == 200
    return html.unescape(await answer.text())


async def test_ones_own_is_made_changed_and_removed(eve: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/segments"
    await eve.post(page, data=GERMANS)
    assert "Germans" in await page_of(eve, site)
    assert '["DE"]' in await page_of(eve, site, "/1")
    await eve.post(f"{page}/1", data=GERMANS | {"name": "Neighbours"})
    assert "Neighbours" in await page_of(eve, site)
    await eve.post(f"{page}/1", data={"remove": "y"})
    assert "No segment yet" in await page_of(eve, site)
    done = [act for act, _ in await acts(eve)][-3:]
    assert done == ["segment made", "segment changed", "segment removed"]


async def test_nobody_else_sees_it(ada: TestClient, eve: TestClient, site: Site) -> None:
    await eve.post(f"/sites/{site.id}/segments", data=GERMANS)
    assert "Germans" not in await page_of(ada, site)
    path = f"/sites/{site.id}/segments/1"
    assert (await ada.get(path, allow_redirects=False)).status == 303
    await ada.post(path, data={"remove": "y"})
    assert "Germans" in await page_of(eve, site)


async def test_a_viewer_uses_the_sites_and_changes_none(
    ada: TestClient, eve: TestClient, site: Site
) -> None:
    path = f"/sites/{site.id}/segments"
    await ada.post(path, data=GERMANS | {"whose": "site"})
    assert "Germans" in await page_of(eve, site)
    assert "segments/1" not in await page_of(eve, site)
    await eve.post(f"{path}/1", data={"remove": "y"})
    await eve.post(path, data=GERMANS | {"whose": "site"})
    db = ada.app[keys.KEPT]
    assert [each.id for each in await segments_of_site(db, site.id)] == [1]
    assert [each.id for each in await segments_for(db, site.id, 2)] == [2, 1]


@pytest.mark.kept_anywhere
async def test_an_editor_gives_ones_own_to_the_site(ada: TestClient, site: Site) -> None:
    path = f"/sites/{site.id}/segments"
    await ada.post(path, data=GERMANS)
    assert "Mine" in await page_of(ada, site)
    await ada.post(f"{path}/1", data=GERMANS | {"whose": "site"})
    assert [each.id for each in await segments_of_site(ada.app[keys.KEPT], site.id)] == [1]


async def test_a_form_says_what_is_wrong(ada: TestClient, site: Site) -> None:
    path = f"/sites/{site.id}/segments"
    empty = await (await ada.post(path, data={"filters": "[]"})).text()
    assert error_of(empty, "name") == "Give it a name."
    assert error_of(empty, "filters") == "filters are empty. Filter by something."
    await ada.post(path, data=GERMANS)
    await ada.post(path, data=GERMANS | {"name": "Others"})
    for again in (path, f"{path}/2"):
        answer = await ada.post(again, data=GERMANS)
        assert answer.status == 422
        assert "of that name" in (error_of(await answer.text(), "name") or "")
    assert (await ada.post(f"{path}/2", data=GERMANS | {"filters": "x"})).status == 422


async def test_filters_of_an_address_stand_in_the_form(eve: TestClient, site: Site) -> None:
    said = await page_of(eve, site, "?filters=[[%22is%22,%22visit:source%22,[%22Google%22]]]")
    assert '[["is","visit:source",["Google"]]]</textarea>' in said
    assert 'name="whose"' not in said
