"""What requests say of themselves where no handshake went before."""

from typing import Any

import pytest

from tracker.domain.mcp.envelopes import (
    CAPABILITIES,
    METHOD_HEADER,
    NAME_HEADER,
    REVISION,
    REVISION_HEADER,
    envelope_problem,
    has_envelope,
)
from tracker.domain.mcp.messages import BAD_PARAMS, HEADERS_DIFFER, OTHER_REVISION, Call, Problem
from tracker.domain.mcp.revisions import SPOKEN, STATELESS, settled

META = {REVISION: STATELESS[-1], CAPABILITIES: {}}
HEADERS = {
    REVISION_HEADER: [STATELESS[-1]],
    METHOD_HEADER: ["tools/call"],
    NAME_HEADER: ["query"],
}


def calling(meta: Any = META, name: Any = "query") -> Call:
    return Call(1, "tools/call", {"_meta": meta, "name": name})


def problem_of(call: Call, headers: dict[str, list[str]]) -> Problem:
    problem = envelope_problem(call, headers)
    assert problem
    assert problem.id == 1
    return problem


def test_one_that_says_all_and_whose_headers_say_the_same_holds() -> None:
    assert envelope_problem(calling(), HEADERS) is None
    assert envelope_problem(calling(), HEADERS | {NAME_HEADER: ["=?base64?cXVlcnk=?="]}) is None
    listing = Call(1, "tools/list", {"_meta": META})
    assert envelope_problem(listing, HEADERS | {METHOD_HEADER: ["tools/list"]}) is None


def test_it_is_known_by_its_revision() -> None:
    assert has_envelope(calling())
    assert not has_envelope(calling({"progressToken": 1}))
    assert not has_envelope(calling("no object"))


@pytest.mark.parametrize("meta", [{}, {REVISION: "2026-07-28"}, {CAPABILITIES: {}}, None])
def test_what_it_lacks_is_named(meta: Any) -> None:
    problem = problem_of(calling(meta), HEADERS)
    assert problem.code == BAD_PARAMS
    assert "params._meta lacks io.modelcontextprotocol/" in problem.said


@pytest.mark.parametrize("name", [REVISION_HEADER, METHOD_HEADER, NAME_HEADER])
@pytest.mark.parametrize("values", [[], ["other"], ["=?base64?!?="], ["=?base64?/w==?="]])
def test_a_header_that_says_something_else_is_refused(name: str, values: list[str]) -> None:
    problem = problem_of(calling(), HEADERS | {name: values})
    assert problem.code == HEADERS_DIFFER
    assert name in problem.said


def test_a_header_that_stands_there_twice_is_refused() -> None:
    twice = HEADERS | {METHOD_HEADER: ["tools/call", "tools/call"]}
    assert problem_of(calling(), twice).code == HEADERS_DIFFER


@pytest.mark.parametrize("revision", ["2025-11-25", "2031-01-01"])
def test_another_revision_is_told_which_are_spoken(revision: str) -> None:
    meta = META | {REVISION: revision}
    problem = problem_of(calling(meta), HEADERS | {REVISION_HEADER: [revision]})
    assert problem.code == OTHER_REVISION
    assert problem.data == {"supported": list(SPOKEN), "requested": revision}


@pytest.mark.parametrize(
    ("asked", "agreed"),
    [
        ("2025-03-26", "2025-03-26"),
        ("2026-07-28", "2025-11-25"),
        ("1999-01-01", "2025-11-25"),
        (7, "2025-11-25"),
        (None, "2025-11-25"),
    ],
)
def test_a_handshake_ends_with_what_both_speak(asked: object, agreed: str) -> None:
    assert settled(asked) == agreed
