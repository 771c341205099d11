"""Which page an event says that was not found."""

from __future__ import annotations

import msgspec


def missing_path(properties: str | None, path: str) -> str:
    """Which page was not found: what the event says, else where it happened."""
    try:
        said = msgspec.json.decode(properties or "{}")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return path
    found = said.get("path") if isinstance(said, dict) else None
    return found if isinstance(found, str) and found else path
