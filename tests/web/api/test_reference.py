"""The API's document says what the API does, and the page says what the document does."""

import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import AsUser
from tests.domain.queries.asked import site as asked_site
from tests.domain.queries.test_query import WRONG
from tests.reports.test_documented import EXAMPLES
from tests.web.api.schema_check import fault
from tests.web.api.test_api import get, send, token_of
from tests.web.api.test_queries import VISITORS, ask
from tests.web.sites.owners import add_site
from tracker.domain.queries.query import FIELDS, read_query
from tracker.domain.queries.query_filters import OPERATORS
from tracker.domain.queries.query_terms import FILTERED
from tracker.domain.queries.sent import BadQuery, Sent
from tracker.domain.reports.names import MEASURES
from tracker.services.accounts.personal_tokens import SCOPES
from tracker.web.api.openapi import document

WHOLE = document("https://stats.example.com")
QUERY = WHOLE["components"]["schemas"]["Query"]


REFUSED = [each for each, _ in WRONG if isinstance(each, dict)]


def test_every_address_of_the_api_is_in_the_document(app: web.Application) -> None:
    known = {
        (route.method.lower(), route.resource.canonical)
        for route in app.router.routes()
        if route.resource
        and route.resource.canonical.startswith("/api/")
        and route.method != "HEAD"
        and not getattr(route.handler, "open_to_all", False)  # of other products' trackers
    }
    told = {(method, path) for path, each in WHOLE["paths"].items() for method in each}
    log_in = ("post", "/api/auth/login")  # Umami's, which no page of others may send
    assert known - told == {("get", "/api/openapi.json"), log_in}
    theirs = {("post", "/api/v2/query")}  # Plausible's address, and our language
    assert told - theirs <= known
    operations = [each for path in WHOLE["paths"].values() for each in path.values()]
    scopes = {each["security"][0]["token"][0] for each in operations}
    assert scopes == set(SCOPES)


def test_the_document_refers_to_what_is_in_it() -> None:
    text = json.dumps(WHOLE)
    assert WHOLE["openapi"] == "3.1.0"
    for name in WHOLE["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text
    assert text.count('"$ref"') == text.count('"$ref": "#/components/schemas/')
    assert QUERY["properties"].keys() == set(FIELDS)
    assert all(json.dumps(each) in text for each in OPERATORS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_documented_fits_the_schema(example: str) -> None:
    assert fault(json.loads(example), QUERY, WHOLE) == ""


@pytest.mark.parametrize("operation", ["query", "events"])
def test_the_examples_fit_their_schemas(operation: str) -> None:
    for path in WHOLE["paths"].values():
        for each in path.values():
            if each["operationId"] == operation:
                sent = each["requestBody"]["content"]["application/json"]
                assert fault(sent["example"], sent["schema"], WHOLE) == ""


NAMES = st.sampled_from([*FILTERED, "event:props:plan", "segment", *MEASURES, "time:day"])
VALUES = st.lists(st.sampled_from(["/a", "Email", "TV", "Order", "", "x" * 501, 4, 99]), max_size=3)
OPTIONS = st.sampled_from([{}, {"case_sensitive": False}, {"case": True}])
COMPARED = st.tuples(st.sampled_from(OPERATORS), NAMES, VALUES) | st.tuples(
    st.sampled_from(OPERATORS), NAMES, VALUES, OPTIONS
)
FILTERS = st.recursive(
    COMPARED,
    lambda each: (
        st.tuples(st.sampled_from(["and", "or", "not"]), st.lists(each, max_size=3))
        | st.tuples(st.sampled_from(["not", "has_done", "and"]), each)
    ),
    max_leaves=4,
)


@given(filters=st.lists(FILTERS, max_size=2), more=st.sampled_from(REFUSED))
def test_what_the_reader_takes_fits_the_schema(filters: object, more: dict[str, Any]) -> None:
    for fields in ({"filters": json.loads(json.dumps(filters))}, more):
        query = VISITORS | fields
        try:
            read_query(Sent(query), asked_site())
        except BadQuery:
            continue
        assert fault(query, QUERY, WHOLE) == ""


SOLD = {"kind": "event", "of": "Order", "value": "2.50", "currency": "EUR"}


async def test_answers_fit_their_schemas(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await token_of(ada, "read", "reports", "send")
    await ada.post(f"/sites/{site.id}/goals", data=SOLD)
    event = {"url": "https://example.com/"}
    answers = {
        "SiteList": await get(client, "/sites", token),
        "GoalList": await get(client, f"/sites/{site.id}/goals", token),
        "QueryAnswer": await ask(client, site, token, VISITORS | {"include": {"imports": True}}),
        "EventsAnswer": await send(client, site.id, token, [event, 5]),
        "Problem": await ask(client, site, token, {}),
    }
    for name, answer in answers.items():
        told = await answer.json()
        assert fault(told, WHOLE["components"]["schemas"][name], WHOLE) == ""


async def test_anybody_gets_the_document_and_the_page(client: TestClient) -> None:
    told: dict[str, Any] = await (await client.get("/api/openapi.json")).json()
    server = told["servers"][0]["url"]
    assert told == document(server)
    assert server == str(client.make_url("/"))[:-1]
    page = await (await client.get("/api", headers={"Accept": "text/html"})).text()
    for path in told["paths"]:
        assert path in page
    for name, schema in told["components"]["schemas"].items():
        assert f'id="type-{name}"' in page
        assert all(f"<code>{field}</code>" in page for field in schema.get("properties", {}))
