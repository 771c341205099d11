"""The protocol's official client asks a real server, by every way that it knows to begin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient
from mcp import MCPError

from tests.conftest import AsUser, MakeUser
from tests.web.mcp.assistant import NEWEST, answer_of, assistant, call, sentence_of
from tests.web.sites.owners import add_site, make_token, visit
from tracker.config import Config
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.storage.sites.sites import Site
from tracker.web import keys

DAY = ["2026-11-21", "2026-11-21"]
NAMES = {
    *("list_sites", "query", "list_visits", "visit", "live_now", "refused"),
    *("list_goals", "list_annotations"),
}


@pytest.mark.parametrize(
    ("mode", "revision"), [("auto", NEWEST), (NEWEST, NEWEST), ("legacy", "2025-11-25")]
)
async def test_an_assistant_finds_the_tools_and_uses_them(
    client: TestClient, site: Site, token: str, mode: str, revision: str
) -> None:
    async with assistant(str(client.make_url("/mcp")), token, mode) as asking:
        assert asking.session.protocol_version == revision
        tools = (await asking.list_tools()).tools
        assert {each.name for each in tools} == NAMES
        assert all(each.annotations and each.annotations.read_only_hint for each in tools)
        [known] = answer_of(await asking.call_tool("list_sites", {}))["sites"]
        assert (known["site_id"], known["name"]) == (site.id, "example.com")
        told = await asking.call_tool(
            "query",
            {"metrics": ["visitors", "bounce_rate"], "date_range": DAY}
            | {"dimensions": ["visit:country"]},
        )
        assert answer_of(told)["rows"] == [
            {"visit:country": "DE", "visitors": 2, "bounce_rate": 100},
            {"visit:country": "FR", "visitors": 1, "bounce_rate": 0},
        ]


async def test_every_tool_says_enough_to_be_used_well(
    client: TestClient, token: str, site: Site
) -> None:
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        by_name = {each.name: each for each in (await asking.list_tools()).tools}
        assert "Tracker" in (asking.instructions or "")
    query = by_name["query"]
    words = f"{query.description} {query.input_schema}"
    for word in ("bounce_rate", "visit:source", "last_28_days", "has_done", "event:goal"):
        assert word in words
    assert "counts twice" in words
    for each in by_name.values():
        assert each.title
        assert len(each.description or "") > 60
        assert each.input_schema["additionalProperties"] is False


async def test_what_is_wrong_with_a_question_is_said_with_what_is_allowed(
    client: TestClient, site: Site, token: str
) -> None:
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        told = await asking.call_tool("query", {"metrics": ["visitorz"], "date_range": DAY})
        assert told.is_error
        assert "metrics[0] is “visitorz”, which is not known. Allowed: " in sentence_of(told)
        with pytest.raises(MCPError, match="Unknown tool: drop_site"):
            await asking.call_tool("drop_site", {})


async def test_visits_are_listed_page_by_page_and_each_is_told(
    client: TestClient, site: Site, token: str
) -> None:
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        asked = {"date_range": DAY, "limit": 2, "filters": []}
        first = answer_of(await asking.call_tool("list_visits", asked))
        rest = answer_of(await asking.call_tool("list_visits", asked | {"before": first["older"]}))
        found = [each["visit"] for page in (first, rest) for each in page["visits"]]
        assert (found, rest["older"]) == (["3", "2", "1"], None)
        told = answer_of(await asking.call_tool("visit", {"visit": found[0]}))
    assert told["visit"]["began"] == "2026-11-21T13:03:00+01:00"
    assert [each["name"] for each in told["events"]] == ["pageview", "Signup"]
    assert told["events"][0]["title"] == "Welcome"
    assert told["events"][1]["properties"] == {"plan": "pro"}
    assert "visitor" not in told["visit"]


async def test_who_is_there_now_is_told_with_what_happened_last(
    client: TestClient, ada: TestClient, site: Site, token: str
) -> None:
    assert (await visit(ada, site, "/now")).status == 204
    assert (await visit(ada, site, "/spam", referrer="https://semalt.com/")).status == 204
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        told = answer_of(await asking.call_tool("live_now", {"events": 2}))
        refused = answer_of(await asking.call_tool("refused", {"date_range": "today"}))
    assert told["now"] == 1
    assert told["pages"] == [{"page": "/now", "visitors": 1}]
    assert [each["page"] for each in told["latest"]] == ["/now", "/b"]
    assert not {"latitude", "longitude", "visitor", "address"} & told["latest"][0].keys()
    assert [(each["reason"], each["hits"]) for each in refused["reasons"]] == [("spam", 1)]
    assert refused["latest"][0]["reason"] == "spam"
    assert refused["reasons"][0]["remedy"]


async def test_goals_and_annotations_are_listed(client: TestClient, site: Site, token: str) -> None:
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        goals = answer_of(await asking.call_tool("list_goals", {}))["goals"]
        notes = answer_of(await asking.call_tool("list_annotations", {}))["annotations"]
        told = await asking.call_tool(
            "query", {"metrics": ["conversions"], "date_range": DAY, "goal": goals[0]["name"]}
        )
    assert goals == [{"name": "Sign up", "kind": "event", "of": "Signup", "least": 0}]
    assert notes == [{"day": "2026-11-21", "words": "launch"}]
    assert answer_of(told)["rows"] == [{"conversions": 1}]


async def test_of_several_sites_one_has_to_be_named(
    client: TestClient, ada: TestClient, site: Site, token: str, as_user: AsUser
) -> None:
    other, bob = await add_site(ada, "other.example"), await as_user("bob")
    foreign = await add_site(bob, "bob.example")
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        told = await asking.call_tool("list_goals", {})
        assert sentence_of(told) == (
            f"site_id is missing. Allowed: {site.id} (example.com), {other.id} (other.example)."
        )
        for named in ("example.com", site.id, str(site.id)):
            assert answer_of(await asking.call_tool("list_goals", {"site_id": named}))["goals"]
        for theirs in (foreign.id, "bob.example", 987_654):
            told = await asking.call_tool("list_goals", {"site_id": theirs})
            assert f"“{theirs}” is no site of yours." in sentence_of(told)
        await add_site(ada, "other.example")
        told = await asking.call_tool("list_goals", {"site_id": "other.example"})
        assert "is the name of several sites: send the number" in sentence_of(told)


async def test_a_sites_token_sees_its_site_alone(
    client: TestClient, ada: TestClient, site: Site
) -> None:
    other = await add_site(ada, "other.example")
    token = await make_token(ada, site, scopes=("reports",))
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        [known] = answer_of(await asking.call_tool("list_sites", {}))["sites"]
        assert known["site_id"] == site.id
        told = await asking.call_tool("list_goals", {"site_id": other.id})
        assert "is no site of yours" in sentence_of(told)
        told = await asking.call_tool("live_now", {})
        assert sentence_of(told) == ("This token may not do that: it lacks the scope read.")
        assert answer_of(await asking.call_tool("refused", {}))["latest"] == []


class TestBelowAPath:
    """The same where the server is not at the root of its host."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, base_path="/stats")

    async def test_an_assistant_finds_it_there(
        self, client: TestClient, make_user: MakeUser
    ) -> None:
        db, now = client.app[keys.KEPT], client.app[keys.CLOCK]()
        token = await issue_personal_token(
            db, (await make_user("ada")).id, "test", scopes=("reports",), now=now, until=None
        )
        url = f"http://127.0.0.1:{client.port}/stats/mcp"
        async with assistant(url, token) as asking:
            assert answer_of(await asking.call_tool("list_sites", {})) == {"sites": []}
        refused = await client.post("/stats/mcp", json=call("ping"))
        assert (refused.status, (await refused.json())["jsonrpc"]) == (401, "2.0")
