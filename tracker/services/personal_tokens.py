"""Tokens with which programs act for a person: read their sites, send events, administer."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import suppress

from tracker.storage import personal_tokens
from tracker.storage.database import Database
from tracker.storage.personal_tokens import Bearer

PREFIX = "trkp_"  # so that people and secret scanners know one when they see it
SCOPES = ("read", "send", "admin")
NOTE_EVERY = 60_000  # ms; a program that asks more often does not write more often


async def issue_personal_token(
    db: Database, user_id: int, name: str, *, scopes: tuple[str, ...], now: int, until: int | None
) -> str:
    """A new token as text; only its hash is kept, so this is the one time to show it."""
    token = PREFIX + secrets.token_urlsafe(32)
    async with db.transaction() as tx:
        await personal_tokens.insert_personal_token(
            tx, user_id, name, _digest(token), scopes=scopes, at=now, until=until
        )
    return token


async def bearer_of_token(db: Database, text: str, now: int) -> Bearer | None:
    """Whose token this is; None for one that is unknown, revoked, has run out, or whose user is
    switched off."""
    bearer = await personal_tokens.bearer_by_hash(db, _digest(text), now)
    if bearer is None:
        return None
    used = bearer.token.used_at
    if used is None or now - used >= NOTE_EVERY:
        with suppress(sqlite3.OperationalError):  # a full disk must not stop the reading
            async with db.transaction() as tx:
                await personal_tokens.note_personal_use(tx, bearer.token.id, now)
    return bearer


# A fast hash is enough: a token has 256 random bits, there is nothing to guess.
def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
