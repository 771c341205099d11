"""Tokens with which programs read one site."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import NamedTuple

from tracker.domain.tokens import RANDOM_BYTES, digest_of, is_to_note, token_of
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import tokens
from tracker.storage.sites.sites import Site

PREFIX = "trk_"
SCOPES = ("read", "reports")
READ = ("read",)


async def issue_token(
    db: Accounts,
    site_id: int,
    name: str,
    now: int,
    *,
    user_id: int | None = None,
    scopes: tuple[str, ...] = READ,
) -> str:
    """A new token as text; only its hash is kept, so this is the one time to show it."""
    token = token_of(PREFIX, secrets.token_bytes(RANDOM_BYTES))
    async with db.transaction() as tx:
        await tokens.insert_token(
            tx, site_id, name, digest_of(token), scopes=scopes, at=now, by=user_id
        )
    return token


class Reader(NamedTuple):
    """What a good token stands for."""

    site: Site
    token_id: int
    scopes: tuple[str, ...]


async def reader_for_token(
    db: Accounts, directory: SiteDirectory, bearer: str, now: int
) -> Reader | None:
    """Whom this token lets in; None for a token that is unknown or revoked."""
    token = await tokens.token_by_hash(db, digest_of(bearer))
    if token is None:
        return None
    if is_to_note(token.used_at, now):
        with suppress(RefusesForNow):  # a full disk must not stop the reading
            async with db.transaction() as tx:
                await tokens.note_use(tx, token.id, now)
    site = directory.by_id.get(token.site_id)
    return Reader(site, token.id, token.scopes) if site else None


async def revoke_token(db: Accounts, token_ends: SessionEnds, site_id: int, token_id: int) -> bool:
    """Whether the site had that token, which is refused from now on; its streams end. The number
    may be another site's, whose streams are not this one's to end."""
    async with db.transaction() as tx:
        gone = await tokens.delete_token(tx, site_id, token_id)
    if gone:
        token_ends.end([token_id])
    return gone
