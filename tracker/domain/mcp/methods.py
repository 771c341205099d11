"""What each method of the protocol is answered: all of it but what a tool says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tracker.domain.mcp.messages import BAD_PARAMS, NO_METHOD, Call, Problem
from tracker.domain.mcp.revisions import SPOKEN, STATELESS, settled
from tracker.domain.queries.sent import kind_of, one_of, short, shown

SERVER = "io.modelcontextprotocol/serverInfo"
FRESH_FOR = 3_600_000  # ms for which a list of tools may be kept


class Tool(NamedTuple):
    """What an assistant is told of a tool. `schema`: of its arguments, JSON Schema."""

    name: str
    title: str
    description: str
    schema: dict[str, Any]


class About(NamedTuple):
    """What this server says of itself."""

    version: str
    instructions: str
    tools: tuple[Tool, ...]


class Wanted(NamedTuple):
    """A tool is to be used."""

    tool: str
    arguments: dict[str, Any]


Reply = dict[str, Any] | Wanted | Problem


def reply_to(call: Call, revision: str, about: About) -> Reply:
    """The result, or what has to be done for it."""
    methods = STATELESS_METHODS if revision in STATELESS else HANDSHAKE_METHODS
    method = methods.get(call.method)
    if method is None:
        said = f"There is no method {shown(call.method)}. {one_of(methods)}"
        return Problem(NO_METHOD, said, id=call.id)
    reply = method(call, about)
    return finished(reply, revision, about) if isinstance(reply, dict) else reply


def finished(result: dict[str, Any], revision: str, about: About) -> dict[str, Any]:
    """With what every result says in that revision."""
    if revision not in STATELESS:
        return result
    return {"resultType": "complete"} | result | {"_meta": {SERVER: _named(about)}}


def described(tool: Tool) -> dict[str, Any]:
    """As it stands in the list."""
    hints = {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
    return {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": tool.schema,
        "annotations": {"title": tool.title} | hints,
    }


def _initialize(call: Call, about: About) -> Reply:
    return {
        "protocolVersion": settled(call.params.get("protocolVersion")),
        "capabilities": {"tools": {}},
        "serverInfo": _named(about),
        "instructions": about.instructions,
    }


def _discover(_call: Call, about: About) -> Reply:
    return {
        "supportedVersions": list(SPOKEN),
        "capabilities": {"tools": {}},
        "instructions": about.instructions,
        **_kept_for(FRESH_FOR),
    }


def _ping(_call: Call, _about: About) -> Reply:
    return {}


def _list(call: Call, about: About) -> Reply:
    if call.params.get("cursor") is not None:
        return Problem(BAD_PARAMS, "cursor: the list has one page.", id=call.id)
    return {"tools": [described(each) for each in about.tools]}


def _list_kept(call: Call, about: About) -> Reply:
    reply = _list(call, about)
    return reply | _kept_for(FRESH_FOR) if isinstance(reply, dict) else reply


def _call(call: Call, about: About) -> Reply:
    name, arguments = call.params.get("name"), call.params.get("arguments")
    names = [tool.name for tool in about.tools]
    if name not in names:
        said = f"Unknown tool: {short(name) if isinstance(name, str) else kind_of(name)}."
        return Problem(BAD_PARAMS, f"{said} {one_of(names)}", id=call.id)
    if arguments is not None and not isinstance(arguments, dict):
        said = f"arguments is an object, not {kind_of(arguments)}."
        return Problem(BAD_PARAMS, said, id=call.id)
    return Wanted(name, arguments or {})


def _named(about: About) -> dict[str, Any]:
    return {"name": "tracker", "title": "Tracker", "version": about.version}


def _kept_for(milliseconds: int) -> dict[str, Any]:
    return {"ttlMs": milliseconds, "cacheScope": "private"}


Method = Callable[[Call, About], Reply]
HANDSHAKE_METHODS: dict[str, Method] = {
    "initialize": _initialize,
    "ping": _ping,
    "tools/list": _list,
    "tools/call": _call,
}
STATELESS_METHODS: dict[str, Method] = {
    "server/discover": _discover,
    "tools/list": _list_kept,
    "tools/call": _call,
}
