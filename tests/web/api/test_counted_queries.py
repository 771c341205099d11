"""Questions in the query language, answered by what counts visits."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from msgspec.structs import replace

from tests.conftest import AsUser
from tests.domain.queries.asked import site as asked_site
from tests.reports.small_log import goal
from tests.reports.test_documented import EXAMPLES
from tests.web.api.test_queries import ask
from tests.web.sites.owners import add_site, make_token, visit
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import read_json
from tracker.services.sites.kept_for_reports import add_goal
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def told(ada: TestClient, site: Site, **fields: Any) -> dict[str, Any]:
    token = await make_token(ada, site, scopes=("reports",))
    query = {"metrics": ["visitors", "pageviews"], "date_range": "last_24_hours"} | fields
    answer = await ask(ada, site, token, query)
    read: dict[str, Any] = await answer.json() | {"status": answer.status}
    return read


async def test_what_was_recorded_is_counted(ada: TestClient, site: Site) -> None:
    for number, path in enumerate(("/a", "/b", "/a")):
        await visit(ada, site, path, id=str(number))
    found = await told(ada, site, dimensions=["event:page"], include={"total_rows": True})
    assert found["results"] == [
        {"metrics": [1, 2], "dimensions": ["/a"]},
        {"metrics": [1, 1], "dimensions": ["/b"]},
    ]
    assert found["meta"] == {"total_rows": 2}


async def test_a_time_without_visits_is_absent_but_has_a_label(ada: TestClient, site: Site) -> None:
    await visit(ada, site)
    found = await told(ada, site, dimensions=["time"], include={"time_labels": True})
    [row] = found["results"]
    assert len(found["meta"]["time_labels"]) == 24
    assert row["dimensions"] == found["meta"]["time_labels"][-1:]


async def test_an_expression_that_is_none_is_the_askers_fault(ada: TestClient, site: Site) -> None:
    await visit(ada, site)
    found = await told(ada, site, filters=[["matches", "event:page", ["(unclosed"]]])
    assert found["status"] == 400
    assert "(unclosed" in found["detail"]


async def test_every_documented_query_is_answered(ada: TestClient, site: Site) -> None:
    await visit(ada, site)
    for example in EXAMPLES:
        query = read_query(read_json(example.encode()), asked_site())
        answer = await ada.app[keys.REPORTS].answer(replace(query.question, site_id=site.id))
        assert answer.known == 1


async def test_an_amount_that_is_more_than_all_money_is_none(ada: TestClient, site: Site) -> None:
    buys = goal("event", "Buy", sums="amount", currency="EUR")
    await add_goal(ada.app[keys.KEPT], replace(buys, site_id=site.id, name="Buy"), 0)
    for number, amount in enumerate(("9e28", 9e28, "-9e28", 1e15, "nan", "12.50", 7)):
        await visit(ada, site, id=str(number), name="Buy", properties={"amount": amount})
    found = await told(ada, site, metrics=["conversions", "total_revenue"], goal="Buy")
    [[conversions, worth]] = [row["metrics"] for row in found["results"]]
    assert (conversions, worth["value"]) == (7, 19.5)
