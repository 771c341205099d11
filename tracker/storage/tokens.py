"""Site API tokens: only their SHA-256 is kept."""

import sqlite3

import aiosqlite
import msgspec

from tracker.storage.database import Database


class Token(msgspec.Struct, frozen=True):
    """A token that reads one site. Times are UTC milliseconds; `used_at` is right to a minute."""

    id: int
    site_id: int
    name: str
    created_at: int
    used_at: int | None


TOKENS_OF = """
select id, site_id, name, created_at, used_at from api_token
where site_id = :site order by id desc
"""


async def tokens_of(db: Database, site_id: int) -> list[Token]:
    """A site's tokens, newest first."""
    return [_token(row) for row in await db.read(TOKENS_OF, {"site": site_id})]


TOKEN_BY_HASH = """
select id, site_id, name, created_at, used_at from api_token where hash = :hash
"""


async def token_by_hash(db: Database, digest: str) -> Token | None:
    """The token with this SHA-256 (hex), if it has not been revoked."""
    rows = await db.read(TOKEN_BY_HASH, {"hash": digest})
    return _token(rows[0]) if rows else None


INSERT_TOKEN = """
insert into api_token (site_id, name, hash, created_at) values (:site, :name, :hash, :at)
"""


async def insert_token(
    tx: aiosqlite.Connection, site_id: int, name: str, digest: str, at: int
) -> None:
    """Keep a new token's hash."""
    await tx.execute(INSERT_TOKEN, {"site": site_id, "name": name, "hash": digest, "at": at})


async def note_use(tx: aiosqlite.Connection, token_id: int, at: int) -> None:
    """Remember when a token was last used."""
    await tx.execute(
        "update api_token set used_at = :at where id = :token", {"token": token_id, "at": at}
    )


async def delete_token(tx: aiosqlite.Connection, site_id: int, token_id: int) -> None:
    """Revoke a token of this site; another site's is left alone."""
    await tx.execute(
        "delete from api_token where id = :token and site_id = :site",
        {"token": token_id, "site": site_id},
    )


def _token(row: sqlite3.Row) -> Token:
    return Token(row["id"], row["site_id"], row["name"], row["created_at"], row["used_at"])
