"""What each method is answered, by revision."""

from typing import Any

import pytest

from tracker.domain.mcp.messages import BAD_PARAMS, NO_METHOD, Call, Problem
from tracker.domain.mcp.methods import SERVER, About, Tool, Wanted, finished, reply_to
from tracker.domain.mcp.revisions import HANDSHAKE, SPOKEN, STATELESS

ABOUT = About("1.0", "Ask.", (Tool("query", "Query", "Counts.", {"type": "object"}),))
NEWEST = STATELESS[-1]


def reply(method: str, revision: str, **params: Any) -> Any:
    return reply_to(Call(1, method, params), revision, ABOUT)


@pytest.mark.parametrize("revision", HANDSHAKE)
def test_a_handshake_says_who_we_are(revision: str) -> None:
    said = reply("initialize", revision, protocolVersion=revision)
    assert said["protocolVersion"] == revision
    assert said["serverInfo"] == {"name": "tracker", "title": "Tracker", "version": "1.0"}
    assert (said["capabilities"], said["instructions"]) == ({"tools": {}}, "Ask.")
    assert reply("ping", revision) == {}


def test_where_there_is_no_handshake_we_can_be_asked() -> None:
    said = reply("server/discover", NEWEST)
    assert said["supportedVersions"] == list(SPOKEN)
    assert said["resultType"] == "complete"
    assert said["_meta"][SERVER]["name"] == "tracker"
    assert said["cacheScope"] == "private"


@pytest.mark.parametrize("revision", SPOKEN)
def test_the_tools_are_listed_on_one_page(revision: str) -> None:
    said = reply("tools/list", revision)
    [tool] = said["tools"]
    assert (tool["name"], tool["inputSchema"]) == ("query", {"type": "object"})
    assert tool["annotations"]["readOnlyHint"] is True
    assert ("ttlMs" in said) == (revision == NEWEST)
    assert reply("tools/list", revision, cursor="2").code == BAD_PARAMS


@pytest.mark.parametrize("revision", SPOKEN)
def test_a_call_of_a_tool_is_to_be_done(revision: str) -> None:
    assert reply("tools/call", revision, name="query") == Wanted("query", {})
    wanted = reply("tools/call", revision, name="query", arguments={"a": 1})
    assert wanted == Wanted("query", {"a": 1})


@pytest.mark.parametrize("params", [{}, {"name": "no"}, {"name": ["query"]}, {"name": {}}])
def test_an_unknown_tool_is_told_which_there_are(params: dict[str, Any]) -> None:
    problem = reply("tools/call", NEWEST, **params)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.id) == (BAD_PARAMS, 1)
    assert problem.said.startswith("Unknown tool: ")
    assert problem.said.endswith("Allowed: query.")


@pytest.mark.parametrize("arguments", [[], "a", 1])
def test_arguments_are_an_object(arguments: object) -> None:
    assert reply("tools/call", NEWEST, name="query", arguments=arguments).code == BAD_PARAMS


@pytest.mark.parametrize(
    ("method", "revision"),
    [("initialize", NEWEST), ("ping", NEWEST), ("server/discover", HANDSHAKE[-1]), ("a", NEWEST)],
)
def test_what_a_revision_has_not_is_no_method(method: str, revision: str) -> None:
    assert reply(method, revision).code == NO_METHOD


def test_only_where_requests_stand_alone_results_say_that_they_are_whole() -> None:
    assert finished({"a": 1}, HANDSHAKE[-1], ABOUT) == {"a": 1}
    assert finished({"a": 1}, NEWEST, ABOUT)["resultType"] == "complete"
