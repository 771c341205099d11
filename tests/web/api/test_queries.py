"""Questions in the query language through the front door: who may ask, and what is answered."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.api.test_api import token_of
from tests.web.reports.fixed_reports import FixedReports
from tests.web.sites.owners import add_site, make_token
from tests.web.sites.teams import join
from tracker import reporting
from tracker.domain.reports.question import BadQuestion, Row, Unavailable
from tracker.services.reports.turns import AT_ONCE, MOST_OF_PROGRAM
from tracker.storage.sites.sites import Site
from tracker.web import keys

Asking = Callable[[Any], Awaitable[ClientResponse]]
VISITORS = {"metrics": ["visitors"], "date_range": "7d"}


@pytest.fixture
def reports() -> FixedReports:
    return FixedReports()


@pytest.fixture
def app(app: web.Application, reports: FixedReports) -> web.Application:
    """Reports that answer what the test says."""

    async def instead(app: web.Application) -> AsyncIterator[None]:
        app[keys.REPORTS] = reports
        yield

    app.cleanup_ctx.insert(app.cleanup_ctx.index(reporting.reports) + 1, instead)
    return app


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada, zone="Europe/Berlin")


async def ask(client: TestClient, site: int | Site, token: str, query: Any) -> ClientResponse:
    number = site if isinstance(site, int) else site.id
    return await client.post(
        f"/api/sites/{number}/query",
        data=query if isinstance(query, bytes) else json.dumps(query),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )


async def test_a_sites_token_asks(
    client: TestClient, ada: TestClient, site: Site, reports: FixedReports
) -> None:
    token = await make_token(ada, site, scopes=("reports",))
    answer = await ask(client, site, token, VISITORS)
    told = await answer.json()
    assert answer.status == 200, told
    assert told["results"] == [{"metrics": [1], "dimensions": []}]
    assert told["query"]["site_id"] == "example.com"
    [question] = reports.asked
    assert (question.site_id, question.zone) == (site.id, "Europe/Berlin")


async def test_a_persons_token_asks_about_the_sites_they_are_on(
    client: TestClient, ada: TestClient, site: Site, as_user: AsUser
) -> None:
    bob = await as_user("bob")
    token = await token_of(bob, "reports")
    foreign, missing = await ask(client, site, token, VISITORS), await ask(client, 99, token, {})
    assert (foreign.status, await foreign.read()) == (404, await missing.read())
    await join(ada, site, "bob")
    assert (await ask(client, site, token, VISITORS)).status == 200


async def test_a_viewers_own_page_asks(ada: TestClient, site: Site, as_user: AsUser) -> None:
    bob = await as_user("bob")
    assert (await bob.post(f"/sites/{site.id}/query", json=VISITORS)).status == 404
    await join(ada, site, "bob")
    told = await (await bob.post(f"/sites/{site.id}/query", json=VISITORS)).json()
    assert told["results"] == [{"metrics": [1], "dimensions": []}]


async def test_a_token_that_was_made_before_asks_nothing(
    client: TestClient, ada: TestClient, site: Site, reports: FixedReports
) -> None:
    for token in (await make_token(ada, site), await token_of(ada, "read", "send")):
        answer = await ask(client, site, token, VISITORS)
        assert answer.status == 403
        assert "lacks the scope reports" in (await answer.json())["detail"]
    assert (await ask(client, site, "trk_wrong", VISITORS)).status == 401
    assert (await ada.post(f"/api/sites/{site.id}/query", json=VISITORS)).status == 401
    assert not reports.asked


async def test_a_token_of_another_site_finds_nothing(
    client: TestClient, ada: TestClient, site: Site
) -> None:
    token = await make_token(ada, await add_site(ada, "other.example"), scopes=("reports",))
    foreign, missing = await ask(client, site, token, VISITORS), await ask(client, 99, token, {})
    assert (foreign.status, await foreign.read()) == (404, await missing.read())


@pytest.fixture
async def token(ada: TestClient, site: Site) -> str:
    return await make_token(ada, site, scopes=("reports",))


@pytest.fixture
def asking(client: TestClient, site: Site, token: str) -> Asking:
    return lambda query: ask(client, site, token, query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (b"{", "The body is not JSON."),
        (b"", "The body is not JSON."),
        ({"date_range": "day"}, "metrics is missing."),
        (
            VISITORS | {"metrics": ["vistors"]},
            "metrics[0] is “vistors”, which is not known. Allowed: ",
        ),
        (
            VISITORS | {"site_id": "other.example"},
            "site_id is “other.example”, but the address asks ",
        ),
    ],
)
async def test_what_is_wrong_is_named(
    asking: Asking, reports: FixedReports, query: Any, said: str
) -> None:
    answer = await asking(query)
    told = await answer.json()
    assert answer.status == 400
    assert told["detail"].startswith(said)
    assert not reports.asked


async def test_more_than_a_body_holds_is_too_large(
    client: TestClient, site: Site, token: str
) -> None:
    assert (await ask(client, site, token, VISITORS | {"goal": "x" * 40_000})).status == 413


async def test_what_the_engine_cannot_read_is_the_askers_fault(
    client: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    reports.error = BadQuestion("“(” is no expression: missing )")
    answer = await ask(client, site, token, VISITORS)
    assert (answer.status, (await answer.json())["detail"]) == (400, str(reports.error))


@pytest.mark.parametrize(
    ("reason", "said", "wait"),
    [
        ("slow", "The answer took more than 5 seconds", "10"),
        ("stuck", "A question does not end.", "60"),
        ("absent", "A question does not end.", "3600"),
        ("closed", "A question does not end.", "5"),
    ],
)
async def test_without_reports_it_is_said_when_to_ask_again(
    asking: Asking, reports: FixedReports, reason: Any, said: str, wait: str
) -> None:
    reports.error = Unavailable(reason, "A question does not end.")
    answer = await asking(VISITORS)
    assert (answer.status, answer.headers["Retry-After"]) == (503, wait)
    assert (await answer.json())["detail"].startswith(said)


async def test_one_program_has_only_so_many_questions_at_once(
    client: TestClient, ada: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    reports.free.clear()
    asked = [
        asyncio.create_task(ask(client, site, token, VISITORS)) for _ in range(MOST_OF_PROGRAM + 1)
    ]
    [refused], waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    answer = await refused
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    await eventually(lambda: reports.at_once == AT_ONCE)
    page = asyncio.create_task(ada.post(f"/sites/{site.id}/query", json=VISITORS))
    reports.free.set()
    answers = await asyncio.gather(*waiting, page)
    assert {each.status for each in answers} == {200}
    assert reports.most_at_once == AT_ONCE
    assert (await ask(client, site, token, VISITORS)).status == 200


async def test_who_leaves_is_answered_no_more(
    client: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    reports.free.clear()
    asking = asyncio.create_task(ask(client, site, token, VISITORS))
    await eventually(lambda: reports.at_once == 1)
    asking.cancel()
    await eventually(lambda: reports.at_once == 0)


async def test_figures_have_plausibles_words(
    client: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    reports.rows = [Row(("DE",), (3,)), Row(("",), (1,))]
    query = VISITORS | {"dimensions": ["visit:country_name"], "include": {"total_rows": True}}
    told = await (await ask(client, site, token, query)).json()
    assert [row["dimensions"] for row in told["results"]] == [["Germany"], ["(not set)"]]
    assert told["meta"] == {"total_rows": 2}


async def test_who_accepts_csv_gets_it(
    client: TestClient, ada: TestClient, site: Site, reports: FixedReports
) -> None:
    token = await make_token(ada, site, scopes=("reports",))
    for accept, kind in (
        ("text/csv", "text/csv"),
        ("Text/CSV;q=0.9, */*", "text/csv"),
        ("application/json, text/csv", "application/json"),
        ("*/*", "application/json"),
    ):
        answer = await client.post(
            f"/api/sites/{site.id}/query",
            json=VISITORS,
            headers={"Authorization": f"Bearer {token}", "Accept": accept},
        )
        assert (answer.status, answer.content_type) == (200, kind)
        if kind == "text/csv":
            assert (await answer.text()).startswith("visitors\r\n")


async def ask_named(client: TestClient, token: str, query: Any) -> ClientResponse:
    """Where Plausible's programs ask."""
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    return await client.post("/api/v2/query", json=query, headers=bearer)


async def test_plausibles_programs_name_the_site_in_the_body(
    client: TestClient, ada: TestClient, site: Site, reports: FixedReports
) -> None:
    for token in (await make_token(ada, site, scopes=("reports",)), await token_of(ada, "reports")):
        for name in ("example.com", site.id, str(site.id)):
            named = await ask_named(client, token, VISITORS | {"site_id": name})
            usual = await ask(client, site, token, VISITORS)
            assert (named.status, await named.json()) == (200, await usual.json())
    assert {question.site_id for question in reports.asked} == {site.id}


async def test_the_named_site_is_one_that_the_token_reads(
    client: TestClient, ada: TestClient, site: Site, as_user: AsUser, reports: FixedReports
) -> None:
    bob = await as_user("bob")
    foreign = {"site_id": site.name}
    answers = []
    for query in (VISITORS | foreign, VISITORS | {"site_id": "nowhere.example"}):
        answers.append(await ask_named(client, await token_of(bob, "reports"), query))
    other = await add_site(ada, "other.example")
    token = await make_token(ada, other, scopes=("reports",))
    answers.append(await ask_named(client, token, VISITORS | foreign))
    assert {(each.status, await each.read()) for each in answers} == {
        (401, await answers[0].read())
    }
    unable = await make_token(ada, site)
    for token, status in (("", 401), ("trk_wrong", 401), ("trkp_wrong", 401), (unable, 403)):
        assert (await ask_named(client, token, VISITORS | foreign)).status == status, token
    assert not reports.asked


NAMELESS = [
    (VISITORS, "site_id is missing."),
    (VISITORS | {"site_id": ["example.com"]}, "site_id is a text, not a list."),
    (VISITORS | {"site_id": "x" * 501}, "site_id has at most 500 characters, not 501."),
    ([], "The body is an object, not a list."),
    ({"site_id": "example.com"}, "metrics is missing."),
]


async def test_what_is_wrong_with_a_named_query_is_named(
    client: TestClient, site: Site, token: str
) -> None:
    for query, said in NAMELESS:
        answer = await ask_named(client, token, query)
        assert (answer.status, (await answer.json())["detail"]) == (400, said)


async def test_of_two_sites_of_one_name_the_number_is_asked_for(
    client: TestClient, ada: TestClient, site: Site
) -> None:
    twin, token = await add_site(ada, site.name), await token_of(ada, "reports")
    answer = await ask_named(client, token, VISITORS | {"site_id": site.name})
    assert answer.status == 400
    assert f"Send the number of one: {site.id}, {twin.id}." in (await answer.json())["detail"]
    assert (await ask_named(client, token, VISITORS | {"site_id": twin.id})).status == 200
