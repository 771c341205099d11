"""What travels: statuses, headers, batches, and everything that is no message at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.faults.raw_requests import nothing_was_a_fault_of_ours
from tests.web.mcp.assistant import ENVELOPE, NEWEST, call, post
from tracker.storage.sites.sites import Site

OLD = {"MCP-Protocol-Version": "2025-06-18"}
STATELESS = {"MCP-Protocol-Version": NEWEST, "Mcp-Method": "tools/list"}
DEEP = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":'


async def test_each_handshake_ends_with_a_revision_that_both_speak(
    client: TestClient, token: str
) -> None:
    for asked, agreed in (("2024-11-05", "2024-11-05"), ("2031-01-01", "2025-11-25")):
        answer = await post(client, token, call("initialize", {"protocolVersion": asked}))
        assert answer.status == 200
        assert answer.content_type == "application/json"
        assert "Mcp-Session-Id" not in answer.headers
        assert (await answer.json())["result"]["protocolVersion"] == agreed


async def test_what_wants_no_answer_gets_none(client: TestClient, token: str) -> None:
    note = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    for body in (note, {"jsonrpc": "2.0", "id": 1, "result": {}}, [note, note]):
        answer = await post(client, token, body)
        assert (answer.status, await answer.read()) == (202, b"")


async def test_a_batch_is_answered_where_the_revision_has_them(
    client: TestClient, token: str
) -> None:
    batch = [call("ping"), {"jsonrpc": "2.0", "method": "a"}, 7, call("tools/list", None, "b")]
    for headers in ({}, {"MCP-Protocol-Version": "2025-03-26"}):
        answers = await (await post(client, token, batch, headers)).json()
        assert [each["id"] for each in answers] == [1, None, "b"]
        assert answers[0]["result"] == {}
        assert answers[1]["error"]["code"] == -32600
        assert answers[2]["result"]["tools"]
    for headers in (OLD, STATELESS):
        refused = await post(client, token, batch, headers)
        assert refused.status == 400
        assert "has no batches" in (await refused.json())["error"]["message"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        *((b"", -32700), (b"{", -32700), (b"\xff\xfe", -32700), (b"[" * 30_000, -32700)),
        (DEEP + b'{"filters":' + b"[" * 9_000 + b"]" * 9_000 + b"}}}", -32700),
        *((b"1", -32600), (b"[]", -32600), (b'{"jsonrpc":"2.0","id":1}', -32600)),
        (json.dumps([call("ping")] * 21).encode(), -32600),
    ],
)
async def test_what_is_no_message_is_told_so_with_400(
    client: TestClient, token: str, caplog: pytest.LogCaptureFixture, body: bytes, code: int
) -> None:
    answer = await post(client, token, body)
    said = await answer.json()
    assert (answer.status, said["error"]["code"], said["id"]) == (400, code, None)
    nothing_was_a_fault_of_ours(client, caplog)


async def test_an_unknown_revision_is_told_which_are_spoken(client: TestClient, token: str) -> None:
    answer = await post(client, token, call("ping"), {"MCP-Protocol-Version": "2031-01-01"})
    error = (await answer.json())["error"]
    assert (answer.status, error["code"]) == (400, -32022)
    assert NEWEST in error["data"]["supported"]


async def test_where_requests_stand_alone_their_headers_have_to_say_the_same(
    client: TestClient, token: str
) -> None:
    listing = call("tools/list", {"_meta": ENVELOPE})
    answer = await post(client, token, listing, STATELESS)
    assert (answer.status, (await answer.json())["result"]["resultType"]) == (200, "complete")
    for headers in ({}, OLD, STATELESS | {"Mcp-Method": "tools/call"}):
        answer = await post(client, token, listing, headers)
        assert (answer.status, (await answer.json())["error"]["code"]) == (400, -32020)
    answer = await post(client, token, call("tools/list"), STATELESS)
    assert (answer.status, (await answer.json())["error"]["code"]) == (400, -32602)


async def test_an_unknown_method_is_404_only_where_requests_stand_alone(
    client: TestClient, token: str
) -> None:
    answer = await post(client, token, call("resources/list"), OLD)
    assert (answer.status, (await answer.json())["error"]["code"]) == (200, -32601)
    alone = call("resources/list", {"_meta": ENVELOPE})
    answer = await post(client, token, alone, STATELESS | {"Mcp-Method": "resources/list"})
    assert (answer.status, (await answer.json())["error"]["code"]) == (404, -32601)


async def test_there_is_no_stream_to_open_and_no_session_to_end(
    client: TestClient, token: str
) -> None:
    for method in ("GET", "DELETE", "PUT"):
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        answer = await client.request(method, "/mcp", headers=headers)
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert (await answer.json())["error"]["data"] == {"status": 405}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Accept": "text/event-stream"}, 406),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_other_kinds_and_other_sites_are_refused_with_a_sentence(
    client: TestClient, token: str, headers: dict[str, str], status: int
) -> None:
    answer = await post(client, token, call("ping"), headers)
    error = (await answer.json())["error"]
    assert (answer.status, error["data"]) == (status, {"status": status})
    assert error["message"].endswith(".")


async def test_a_page_of_our_own_may_ask(client: TestClient, token: str) -> None:
    own = {"Origin": str(client.make_url("/")).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert (await post(client, token, call("ping"), own)).status == 200


async def test_more_than_32_kib_is_too_much(client: TestClient, token: str) -> None:
    answer = await post(client, token, call("ping", {"a": "b" * 40_000}))
    assert answer.status == 413
    assert "error" in await answer.json()


@pytest.mark.parametrize(
    "arguments",
    [
        {"metrics": "visitors", "date_range": "today"},
        {"metrics": [["visitors"]], "date_range": {}},
        {"metrics": ["visitors"], "date_range": "today", "filters": [[[[]]]]},
        {"metrics": ["visitors"], "date_range": "today", "filters": ["is"] * 1_000},
        {"metrics": ["visitors"], "date_range": "today", "dimensions": ["event:props:"]},
        {"metrics": ["visitors"], "date_range": "today", "pagination": []},
        {"metrics": ["visitors"], "date_range": "today", "pagination": {"limit": 1e99}},
        {"metrics": ["visitors"], "date_range": "today", "include": 7},
        {"metrics": ["visitors"], "date_range": ["\ud800", "\0"]},
        {"metrics": ["visitors"], "date_range": "today", "__proto__": 1},
        {"site_id": ["example.com"], "metrics": ["visitors"], "date_range": "today"},
        {"site_id": True, "metrics": ["visitors"], "date_range": "today"},
        {"site_id": 10**400, "metrics": ["visitors"], "date_range": "today"},
        {"site_id": "x" * 20_000, "metrics": ["visitors"], "date_range": "today"},
        {},
    ],
)
async def test_hostile_questions_are_sentences(
    client: TestClient,
    site: Site,
    token: str,
    caplog: pytest.LogCaptureFixture,
    arguments: dict[str, Any],
) -> None:
    body = call("tools/call", {"name": "query", "arguments": arguments})
    answer = await post(client, token, body, OLD)
    said = await answer.json()
    assert answer.status == 200, said
    assert said["result"]["isError"], said
    [content] = said["result"]["content"]
    assert content["text"].endswith(".")
    assert len(content["text"]) < 2_000
    nothing_was_a_fault_of_ours(client, caplog)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("list_sites", {"a": 1}),
        ("list_visits", {}),
        ("list_visits", {"date_range": "today", "limit": 101}),
        ("list_visits", {"date_range": "today", "before": "1"}),
        ("list_visits", {"date_range": "today", "before": f"1-{1 << 63}"}),
        ("list_visits", {"date_range": "today", "visits": 1}),
        ("visit", {}),
        ("visit", {"visit": "a"}),
        ("visit", {"visit": 1 << 63}),
        ("visit", {"visit": 987_654}),
        ("live_now", {"events": 0}),
        ("live_now", {"events": "5"}),
        ("refused", {"date_range": "ever"}),
        ("list_goals", {"goal": 1}),
        ("list_annotations", {"day": 1}),
    ],
)
async def test_every_tool_says_what_it_does_not_take(
    client: TestClient, site: Site, token: str, tool: str, arguments: dict[str, Any]
) -> None:
    answer = await post(client, token, call("tools/call", {"name": tool, "arguments": arguments}))
    said = (await answer.json())["result"]
    assert said["isError"], said
    assert "structuredContent" not in said
    assert said["content"][0]["text"].endswith(".")
