"""Which revisions of the protocol are spoken, and what is different in them."""

from __future__ import annotations

HANDSHAKE = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")  # `initialize` settles which
STATELESS = ("2026-07-28",)  # each request says it for itself
SPOKEN = (*HANDSHAKE, *STATELESS)
UNNAMED = "2025-03-26"  # what a request over HTTP means that names none
WITH_BATCHES = frozenset({"2025-03-26"})


def settled(asked: object) -> str:
    """The revision that a handshake ends with: what was asked for, or else our newest one."""
    return next((each for each in HANDSHAKE if each == asked), HANDSHAKE[-1])
