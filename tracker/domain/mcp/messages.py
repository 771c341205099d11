"""Messages of JSON-RPC 2.0, as assistants send them and as they are answered."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracker.domain.queries.sent import BadQuery, is_number, kind_of, read_json

NOT_JSON = -32700
NO_MESSAGE = -32600
NO_METHOD = -32601
BAD_PARAMS = -32602
HEADERS_DIFFER = -32020
OTHER_REVISION = -32022
REFUSED = -32000  # by the server, before it has read the message
LONGEST_ID = 200  # characters
HIGHEST_ID = 1 << 63
MOST_IN_A_BATCH = 20

CallId = int | str | None


class Call(NamedTuple):
    """What wants an answer."""

    id: CallId
    method: str
    params: dict[str, Any]


class Note(NamedTuple):
    """What wants none: a notification, or an answer to what nobody has asked."""


class Problem(NamedTuple):
    """Why a message cannot be answered as it was meant. `id`: of the call, where it is known."""

    code: int
    said: str
    data: Any = None
    id: CallId = None


Message = Call | Note | Problem


def read_messages(body: bytes) -> Message | list[Message]:
    """One message, or those of a batch."""
    try:
        sent = read_json(body).value
    except BadQuery:
        return Problem(NOT_JSON, "The body is not JSON.")
    if not isinstance(sent, list):
        return _read(sent)
    if not 0 < len(sent) <= MOST_IN_A_BATCH:
        return Problem(NO_MESSAGE, f"A batch has 1 to {MOST_IN_A_BATCH} messages.")
    return [_read(each) for each in sent]


def _read(sent: Any) -> Message:
    if not isinstance(sent, dict) or sent.get("jsonrpc") != "2.0":
        return Problem(NO_MESSAGE, 'A message is an object in which "jsonrpc" is "2.0".')
    if "method" not in sent and ("result" in sent or "error" in sent):
        return Note()
    if not isinstance(sent.get("method"), str):
        return Problem(NO_MESSAGE, "method is a text.")
    return _call(sent) if "id" in sent else Note()


def _call(sent: dict[str, Any]) -> Call | Problem:
    call_id, params = sent["id"], sent.get("params", {})
    if not _is_id(call_id):
        return Problem(NO_MESSAGE, "id is a text of 200 characters at most, or a whole number.")
    if not isinstance(params, dict):
        return Problem(BAD_PARAMS, f"params is an object, not {kind_of(params)}.", id=call_id)
    return Call(call_id, sent["method"], params)


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_ID
    return is_number(value) and abs(value) < HIGHEST_ID


def answer_of(call_id: CallId, result: dict[str, Any]) -> dict[str, Any]:
    """The answer to a call, ready for JSON."""
    return {"jsonrpc": "2.0", "id": call_id, "result": result}


def failure_of(problem: Problem) -> dict[str, Any]:
    """The same of one that cannot be answered."""
    error: dict[str, Any] = {"code": problem.code, "message": problem.said}
    if problem.data is not None:
        error["data"] = problem.data
    return {"jsonrpc": "2.0", "id": problem.id, "error": error}
