"""Goals: editors make them in a form, everybody on the site sees them, questions name them."""

import html
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.web.reports.fixed_reports import FixedReports
from tests.web.sites.owners import add_site, error_of, make_token, visit
from tests.web.sites.teams import join
from tracker.domain.reports.conditions import Term
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

ORDER = {"kind": "event", "of": "Order", "sums": "total", "currency": "eur"}


@pytest.fixture
def reports() -> FixedReports:
    return FixedReports()


@pytest.fixture
def app(app: web.Application, reports: FixedReports) -> web.Application:
    async def fixed(app: web.Application) -> AsyncIterator[None]:
        app[keys.REPORTS] = reports
        yield

    app.cleanup_ctx.append(fixed)
    return app


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def text_of(browser: TestClient, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status == 200
    return html.unescape(await answer.text())


async def names(browser: TestClient, site: Site) -> list[str]:
    return [goal.name for goal in await goals_of(browser.app[keys.KEPT], site.id)]


@pytest.mark.kept_anywhere
async def test_a_goal_is_made_changed_and_removed(ada: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/goals"
    await ada.post(page, data=ORDER)
    said = await text_of(ada, page)
    assert "The event Order happens. Worth what its property total says, in EUR." in said
    form = await text_of(ada, f"{page}/1/change")
    assert 'value="EUR"' in form
    changed = {"kind": "scroll", "of": "/blog/**", "least": "50", "name": "Read"}
    await ada.post(f"{page}/1/change", data=changed | {"value": "2,5", "currency": "EUR"})
    assert "/blog/** is scrolled down to 50 %. Worth €2.50 each" in await text_of(ada, page)
    await ada.post(f"{page}/1/change", data={"remove": "y"})
    assert "No goal yet" in await text_of(ada, page)
    assert [act for act, _ in await acts(ada)][-3:] == ["goal made", "goal changed", "goal removed"]


async def test_what_is_gone_can_be_neither_changed_nor_removed(ada: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/goals/1/change"
    assert (await ada.get(page, allow_redirects=False)).status == 303
    for form in (ORDER, {"remove": "y"}):
        assert (await ada.post(page, data=form, allow_redirects=False)).status == 303
    assert "goal" not in str(await acts(ada))


async def test_a_form_says_what_is_wrong(ada: TestClient, site: Site) -> None:
    answer = await ada.post(f"/sites/{site.id}/goals", data=ORDER | {"currency": "QQQ"})
    assert answer.status == 422
    assert error_of(await answer.text(), "currency") == (
        "This is no currency of ISO 4217. Use three letters such as EUR."
    )
    await ada.post(f"/sites/{site.id}/goals", data=ORDER)
    for path in ("goals", "goals/2/change"):
        twice = await ada.post(f"/sites/{site.id}/{path}", data=ORDER)
        assert twice.status == 422
        assert "of that name" in (error_of(await twice.text(), "name") or "")
    wrong = await ada.post(f"/sites/{site.id}/goals/1/change", data={"kind": "page", "of": "x"})
    assert wrong.status == 422
    assert await names(ada, site) == ["Order"]


async def test_a_value_somewhere_leads_to_a_form_that_is_filled_in(
    ada: TestClient, site: Site
) -> None:
    said = await text_of(ada, f"/sites/{site.id}/goals?kind=page&of=/thanks%3F")
    assert 'value="/thanks?"' in said
    assert 'checked id="kind-1" name="kind" type="radio" value="page"' in said


async def test_events_that_came_are_suggested(ada: TestClient, site: Site) -> None:
    for name in ("pageview", "Signup", "Order"):
        await visit(ada, site, name=name)
    said = await text_of(ada, f"/sites/{site.id}/goals")
    assert '<option value="Order"><option value="Signup"></datalist>' in said


async def test_a_viewer_sees_them_and_has_no_form(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    await ada.post(f"/sites/{site.id}/goals", data=ORDER)
    eve = await as_user("eve")
    await join(ada, site, "eve")
    said = await text_of(eve, f"/sites/{site.id}/goals")
    assert "The event Order happens" in said
    assert "goals/1/change" not in said
    assert (await eve.post(f"/sites/{site.id}/goals", data=ORDER)).status == 403


async def test_programs_read_and_name_them(
    ada: TestClient, site: Site, reports: FixedReports
) -> None:
    await ada.post(f"/sites/{site.id}/goals", data=ORDER)
    bearer = {"Authorization": f"Bearer {await make_token(ada, site, scopes=('reports',))}"}
    told = await (await ada.get(f"/api/sites/{site.id}/goals", headers=bearer)).json()
    assert told["goals"] == [
        {"id": "1", "name": "Order", "kind": "event", "of": "Order", "least": 0}
        | {"value": None, "sums": "total", "currency": "EUR"}
    ]
    query = {"metrics": ["conversions"], "date_range": "7d", "goal": "Order"}
    answer = await ada.post(f"/api/sites/{site.id}/query", data=json.dumps(query), headers=bearer)
    assert answer.status == 200, await answer.text()
    [question] = reports.asked
    assert question.goal
    assert question.goal.name == "Order"


async def test_segments_are_filtered_by_as_far_as_they_are_ones_own(
    ada: TestClient, site: Site, as_user: AsUser, reports: FixedReports
) -> None:
    filters = '[["is","visit:country",["DE"]]]'
    form = {"name": "Germans", "filters": filters}
    await ada.post(f"/sites/{site.id}/segments", data=form | {"whose": "site"})
    await ada.post(f"/sites/{site.id}/segments", data=form | {"whose": "mine"})
    eve = await as_user("eve")
    await join(ada, site, "eve")
    statuses = []
    for browser in (ada, eve):
        for number in (1, 2):
            query = {"metrics": ["visitors"], "date_range": "7d"}
            query |= {"filters": [["is", "segment", [number]]]}
            answer = await browser.post(f"/sites/{site.id}/query", data=json.dumps(query))
            statuses.append(answer.status)
    assert statuses == [200, 200, 200, 400]
    assert "DE" in str(reports.asked[0].filters)
    assert Term("visit:country", "is", ("DE",)) in reports.asked[0].filters.parts  # type: ignore[union-attr]
