"""Secrets that stand for somebody: what they are made of, what is kept, when a use is noted."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

RANDOM_BYTES = 32  # of a token; nobody guesses 256 bits
NOTE_EVERY = 60_000  # ms; a program that asks more often does not write more often


def token_of(prefix: str, random: bytes) -> str:
    """A token as text; the prefix is for people and secret scanners to know it by."""
    return prefix + urlsafe_b64encode(random).rstrip(b"=").decode()


def hash_of(token: str) -> bytes:
    """What is kept of a token: enough to find it, useless to whoever reads the database. A fast
    hash is enough, for there is nothing to guess."""
    return sha256(token.encode("utf-8", "replace")).digest()


def digest_of(token: str) -> str:
    """The same as hexadecimal digits, as it is kept of the tokens of programs."""
    return hash_of(token).hex()


def is_to_note(used_at: int | None, now: int) -> bool:
    """Whether a use at `now` (ms, UTC) is worth a write."""
    return used_at is None or now - used_at >= NOTE_EVERY
