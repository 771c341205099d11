"""What a request says of itself where no handshake went before: in its `_meta`, and once more in
the headers of HTTP, by which proxies may sort requests without reading them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.domain.mcp.messages import (
    BAD_PARAMS,
    HEADERS_DIFFER,
    OTHER_REVISION,
    Call,
    Problem,
)
from tracker.domain.mcp.revisions import SPOKEN, STATELESS
from tracker.domain.queries.sent import short

REVISION = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
REVISION_HEADER = "MCP-Protocol-Version"
METHOD_HEADER = "Mcp-Method"
NAME_HEADER = "Mcp-Name"

Headers = Mapping[str, Sequence[str]]  # by our names above: every value that was sent


def has_envelope(call: Call) -> bool:
    """Whether it names its revision itself."""
    return REVISION in _meta(call)


def envelope_problem(call: Call, headers: Headers) -> Problem | None:
    """What is wrong with it; None where it holds and the headers say the same."""
    meta = _meta(call)
    if missing := [key for key in (REVISION, CAPABILITIES) if key not in meta]:
        return Problem(BAD_PARAMS, f"params._meta lacks {', '.join(missing)}.", id=call.id)
    for header, value in _mirrored(call, meta).items():
        if not _says(headers.get(header, ()), value):
            said = f"The header {header} does not say what the message says."
            return Problem(HEADERS_DIFFER, said, id=call.id)
    if (revision := meta[REVISION]) not in STATELESS:
        return other_revision(revision, call)
    return None


def other_revision(revision: Any, call: Call | None = None) -> Problem:
    """It is none that is spoken here, or not in that way."""
    data = {"supported": list(SPOKEN), "requested": short(str(revision))}
    said = "Unsupported protocol version"
    return Problem(OTHER_REVISION, said, data, call.id if call else None)


def _meta(call: Call) -> dict[str, Any]:
    meta = call.params.get("_meta")
    return meta if isinstance(meta, dict) else {}


def _mirrored(call: Call, meta: dict[str, Any]) -> dict[str, Any]:
    """What headers have to repeat."""
    found = {REVISION_HEADER: meta[REVISION], METHOD_HEADER: call.method}
    if call.method == "tools/call" and "name" in call.params:
        found[NAME_HEADER] = call.params["name"]
    return found


def _says(sent: Sequence[str], value: Any) -> bool:
    """One header, and it is that text, as it stands or in base64."""
    return len(sent) == 1 and _decoded(sent[0]) == value


def _decoded(text: str) -> str | None:
    if not (text.startswith("=?base64?") and text.endswith("?=")):
        return text
    try:
        return base64.b64decode(text[9:-2], validate=True).decode()
    except (binascii.Error, ValueError):
        return None
