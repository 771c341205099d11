"""Who is let in, and what is said when nothing can be answered just now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from mcp import MCPError

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.api.test_api import token_of
from tests.web.mcp.assistant import assistant, call, post, sentence_of, use
from tests.web.reports.fixed_reports import FixedReports
from tests.web.sites.owners import add_site, make_token
from tests.web.sites.teams import join
from tracker import reporting
from tracker.domain.reports.question import Unavailable
from tracker.services.reports.turns import MOST_OF_PROGRAM
from tracker.storage.sites.sites import Site
from tracker.web import keys

QUERY = {"metrics": ["visitors"], "date_range": "7d"}


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


async def test_without_a_good_token_nobody_learns_anything(
    client: TestClient, ada: TestClient, site: Site
) -> None:
    for token in ("", "trk_wrong", "trkp_wrong"):
        answer = await post(client, token, call("tools/list"))
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert "Send a token" in (await answer.json())["error"]["message"]
    assert (await post(ada, "", call("tools/list"))).status == 401  # a cookie opens nothing


async def test_a_token_without_the_scope_is_told_which_it_lacks(
    client: TestClient, ada: TestClient, site: Site
) -> None:
    for token in (await make_token(ada, site), await token_of(ada, "read", "send", "admin")):
        answer = await post(client, token, call("tools/list"))
        said = (await answer.json())["error"]["message"]
        assert answer.status == 403
        assert "This token may not do that: it lacks the scope reports." in said
        lacking = 'Bearer error="insufficient_scope", scope="reports"'
        assert answer.headers["WWW-Authenticate"] == lacking


async def test_a_token_ends_with_what_its_user_may(
    client: TestClient, ada: TestClient, site: Site, as_user: AsUser
) -> None:
    bob = await as_user("bob")
    token = await token_of(bob, "reports")
    assert (await use(client, token, "list_sites"))["structuredContent"] == {"sites": []}
    assert (await use(client, token, "query", site_id=site.id, **QUERY))["isError"]
    await join(ada, site, "bob")
    assert not (await use(client, token, "query", site_id=site.id, **QUERY))["isError"]
    await bob.post(f"/sites/{site.id}/team/leave")
    assert (await use(client, token, "query", site_id=site.id, **QUERY))["isError"]


async def test_why_there_is_no_answer_is_a_sentence(
    client: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    for error, said in (
        (Unavailable("absent", "Reports are being counted."), "Reports are being counted."),
        (Unavailable("slow", "-"), "took more than 5 seconds"),
    ):
        reports.error = error
        result = await use(client, token, "query", **QUERY)
        assert result["isError"]
        assert said in result["content"][0]["text"]


async def test_a_token_has_so_many_questions_at_once(
    client: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    reports.free.clear()
    waiting = [
        asyncio.create_task(use(client, token, "query", **QUERY)) for _ in range(MOST_OF_PROGRAM)
    ]
    await eventually(lambda: client.app[keys.QUESTIONS]._waiting.total() == MOST_OF_PROGRAM)
    result = await use(client, token, "query", **QUERY)
    assert result["content"][0]["text"].startswith("Too many questions at once.")
    result = await use(client, token, "live_now")
    assert result["content"][0]["text"].startswith("Too many questions at once.")
    reports.free.set()
    assert not any(each["isError"] for each in await asyncio.gather(*waiting))


async def test_an_assistant_that_leaves_lets_its_turn_go(
    client: TestClient, site: Site, token: str, reports: FixedReports
) -> None:
    reports.free.clear()
    asking = asyncio.create_task(use(client, token, "query", **QUERY))
    await eventually(lambda: reports.at_once == 1)
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    await eventually(lambda: reports.at_once == 0)
    reports.free.set()
    assert not (await use(client, token, "query", **QUERY))["isError"]


async def test_maintenance_is_told_in_the_operators_words(
    client: TestClient, site: Site, token: str
) -> None:
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        await client.app[keys.MAINTENANCE].begin("Back at noon.", client.app[keys.CLOCK]())
        with pytest.raises(MCPError, match="Back at noon"):
            await asking.call_tool("list_sites", {})
    answer = await post(client, token, call("tools/list"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "300")


async def test_what_can_only_be_read_is_answered_all_the_same(
    client: TestClient, site: Site, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(client.app[keys.DATABASE]), "read_only", "the disk is full")
    async with assistant(str(client.make_url("/mcp")), token) as asking:
        told = await asking.call_tool("query", QUERY)
    assert not told.is_error, sentence_of(told)


async def test_another_site_is_another_host(client: TestClient, ada: TestClient) -> None:
    await add_site(ada)
    token = await token_of(ada, "reports")
    headers = {"Host": "evil.example", "Origin": str(client.make_url("/")).rstrip("/")}
    answer = await post(client, token, call("tools/list"), headers)
    assert answer.status == 403
