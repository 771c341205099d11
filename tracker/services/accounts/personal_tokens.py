"""Tokens with which programs act for a person: read their sites, send events, administer."""

from __future__ import annotations

import secrets
from contextlib import suppress

from tracker.domain.tokens import RANDOM_BYTES, digest_of, is_to_note, token_of
from tracker.services.session_ends import SessionEnds
from tracker.storage.accounts import personal_tokens
from tracker.storage.accounts.personal_tokens import Bearer
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.file.transactions import Accounts

PREFIX = "trkp_"
SCOPES = ("read", "reports", "send", "annotate", "admin")


async def issue_personal_token(
    db: Accounts, user_id: int, name: str, *, scopes: tuple[str, ...], now: int, until: int | None
) -> str:
    """A new token as text; only its hash is kept, so this is the one time to show it."""
    token = token_of(PREFIX, secrets.token_bytes(RANDOM_BYTES))
    async with db.transaction() as tx:
        await personal_tokens.insert_personal_token(
            tx, user_id, name, digest_of(token), scopes=scopes, at=now, until=until
        )
    return token


async def revoke_personal_token(
    db: Accounts, token_ends: SessionEnds, user_id: int, token_id: int
) -> bool:
    """Whether the user had that token, which is refused from now on; its streams end."""
    async with db.transaction() as tx:
        gone = await personal_tokens.delete_personal_token(tx, user_id, token_id)
    if gone:
        token_ends.end([personal_tokens.end_key(token_id)])
    return gone


async def bearer_of_token(db: Accounts, text: str, now: int) -> Bearer | None:
    """Whose token this is; None for one that is unknown, revoked, has run out, or whose user is
    switched off."""
    bearer = await personal_tokens.bearer_by_hash(db, digest_of(text), now)
    if bearer is None:
        return None
    if is_to_note(bearer.token.used_at, now):
        with suppress(RefusesForNow):  # a full disk must not stop the reading
            async with db.transaction() as tx:
                await personal_tokens.note_personal_use(tx, bearer.token.id, now)
    return bearer
