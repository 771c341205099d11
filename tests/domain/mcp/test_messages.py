"""Messages of JSON-RPC: which are read as what, and what is said of the others."""

import json

import pytest

from tracker.domain.mcp.messages import (
    BAD_PARAMS,
    MOST_IN_A_BATCH,
    NO_MESSAGE,
    NOT_JSON,
    Call,
    Note,
    Problem,
    answer_of,
    failure_of,
    read_messages,
)

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


def read(sent: object) -> object:
    return read_messages(json.dumps(sent).encode())


def test_what_has_an_id_wants_an_answer() -> None:
    assert read(PING) == Call(1, "ping", {})
    assert read(PING | {"id": "a", "params": {"b": 2}}) == Call("a", "ping", {"b": 2})


@pytest.mark.parametrize(
    "sent",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 7, "result": {}},
        {"jsonrpc": "2.0", "id": 7, "error": {"code": 1, "message": "no"}},
    ],
)
def test_what_has_none_and_what_answers_nobody_wants_no_answer(sent: object) -> None:
    assert read(sent) == Note()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b"[" * 30_000, b"1" * 5_000])
def test_what_is_no_json_is_told_so(body: bytes) -> None:
    problem = read_messages(body)
    assert isinstance(problem, Problem)
    assert problem.code == NOT_JSON


@pytest.mark.parametrize(
    "sent",
    [
        *(1, "ping", None, True, {}, PING | {"jsonrpc": "1.0"}, PING | {"jsonrpc": 2}),
        *(PING | {"method": 1}, PING | {"method": None}, {"jsonrpc": "2.0", "id": 1}),
        *(PING | {"id": each} for each in (None, True, 1.5, [], {}, "a" * 201, 1 << 63)),
        *([], [PING] * (MOST_IN_A_BATCH + 1)),
    ],
)
def test_what_is_no_message_is_told_what_one_is(sent: object) -> None:
    problem = read(sent)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.id) == (NO_MESSAGE, None)
    assert problem.said.endswith(".")


@pytest.mark.parametrize("params", [[], "a", 1, None])
def test_params_are_an_object(params: object) -> None:
    problem = read(PING | {"params": params})
    assert isinstance(problem, Problem)
    assert (problem.code, problem.id) == (BAD_PARAMS, 1)


def test_a_batch_is_read_message_by_message() -> None:
    found = read([PING, 7, {"jsonrpc": "2.0", "method": "a"}])
    assert isinstance(found, list)
    assert [type(each) for each in found] == [Call, Problem, Note]


def test_a_problem_has_data_only_where_there_is_some() -> None:
    assert answer_of("x", {}) == {"jsonrpc": "2.0", "id": "x", "result": {}}
    assert failure_of(Problem(1, "no")) == {
        "jsonrpc": "2.0",
        "id": None,
        "error": {"code": 1, "message": "no"},
    }
    assert failure_of(Problem(1, "no", [2], "x"))["error"]["data"] == [2]
