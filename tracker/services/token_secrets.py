"""What tokens are made of, what is kept of one, and how often its use is noted."""

from __future__ import annotations

import hashlib
import secrets

NOTE_EVERY = 60_000  # ms; a program that asks more often does not write more often


def new_token(prefix: str) -> str:
    """A token as text; the prefix is for people and secret scanners to know it by."""
    return prefix + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """All that is kept. A fast hash is enough: of 256 random bits there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_to_note(used_at: int | None, now: int) -> bool:
    """Whether a use at `now` (ms, UTC) is worth a write."""
    return used_at is None or now - used_at >= NOTE_EVERY
