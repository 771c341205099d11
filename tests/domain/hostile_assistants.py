"""What may come into functions that read what assistants send."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tests.domain.hostile_input import BODY, Case
from tracker.domain.mcp import envelopes, messages, methods, revisions

ABOUT = methods.About(
    "1", "", tuple(methods.Tool(f"tool{n}", "", "", {"type": "object"}) for n in range(10))
)
HEADER = 8_190


def bodies(given: str) -> Iterable[bytes]:
    """A text anywhere in a message, and many messages."""
    plain = given[: BODY // 8]
    call = {"jsonrpc": "2.0", "id": plain, "method": plain, "params": {plain: plain}}
    yield given.encode("utf-8", "replace")
    yield json.dumps(call).encode()
    yield json.dumps([call | {"id": 1, "params": plain}] * 2).encode()
    yield b'{"a":' * (BODY // 5)
    yield b"[" * BODY
    yield b"[" + b"1," * (BODY // 2 - 2) + b"1]"


def called(given: str) -> Iterable[messages.Call]:
    meta = {envelopes.REVISION: given, envelopes.CAPABILITIES: {}, given: given}
    params = {"_meta": meta, "name": given, "arguments": given, "cursor": given}
    methods_of = (given, "tools/call", "tools/list", "initialize")
    yield from (messages.Call(given, each, params) for each in methods_of)


def enveloped(call: messages.Call) -> object:
    said = str(call.params["name"])[:HEADER]
    sent = [said, f"=?base64?{said}?="]
    return [envelopes.envelope_problem(call, {envelopes.REVISION_HEADER: [each]}) for each in sent]


CASES = {
    "mcp.revisions.settled": Case(BODY, revisions.settled),
    "mcp.messages.read_messages": Case(BODY, messages.read_messages, bodies),
    "mcp.messages.answer_of": Case(BODY, lambda t: messages.answer_of(t, {"a": t})),
    "mcp.messages.failure_of": Case(
        BODY, lambda t: messages.failure_of(messages.Problem(1, t, t, t))
    ),
    "mcp.envelopes.has_envelope": Case(BODY, envelopes.has_envelope, called),
    "mcp.envelopes.envelope_problem": Case(BODY, enveloped, called),
    "mcp.envelopes.other_revision": Case(BODY, envelopes.other_revision),
    "mcp.methods.reply_to": Case(
        BODY,
        lambda call: [methods.reply_to(call, each, ABOUT) for each in revisions.SPOKEN],
        called,
    ),
    "mcp.methods.finished": Case(
        BODY, lambda t: methods.finished({"a": t}, revisions.SPOKEN[-1], ABOUT)
    ),
    "mcp.methods.described": Case(0, lambda _: methods.described(ABOUT.tools[0])),
}
