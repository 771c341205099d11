"""Site API tokens: only their SHA-256 is kept."""

import msgspec

from tracker.storage.file.transactions import Accounts, TableRow, Transaction


class Token(msgspec.Struct, frozen=True):
    """A token that reads one site, as far as its scopes say. Times are UTC milliseconds; `used_at`
    is right to a minute."""

    id: int
    site_id: int
    name: str
    created_at: int
    used_at: int | None
    scopes: tuple[str, ...]


TOKENS_OF = """
select id, site_id, name, created_at, used_at, scopes from api_token
where site_id = :site order by id desc
"""


async def tokens_of(db: Accounts, site_id: int) -> list[Token]:
    """A site's tokens, newest first."""
    return [_token(row) for row in await db.read(TOKENS_OF, {"site": site_id})]


TOKEN_BY_HASH = """
select api_token.* from api_token left join user on user.id = api_token.user_id
where hash = :hash and user.disabled_at is null
"""


async def token_by_hash(db: Accounts, digest: str) -> Token | None:
    """The token with this SHA-256 (hex), if it has not been revoked and its maker not been
    switched off."""
    rows = await db.read(TOKEN_BY_HASH, {"hash": digest})
    return _token(rows[0]) if rows else None


MOST = 50  # of one site


class TooManyTokens(Exception):
    """There are as many as may be; nothing was changed."""


COUNT = "select count(*) as tokens from api_token where site_id = :site"
INSERT_TOKEN = """
insert into api_token (site_id, user_id, name, hash, created_at, scopes)
values (:site, :user, :name, :hash, :at, :scopes)
"""


async def insert_token(
    tx: Transaction,
    site_id: int,
    name: str,
    digest: str,
    *,
    scopes: tuple[str, ...],
    at: int,
    by: int | None,
) -> None:
    """Keep a new token's hash, and who has made it; raises TooManyTokens."""
    [row] = await tx.execute_fetchall(COUNT, {"site": site_id})
    if row["tokens"] >= MOST:
        raise TooManyTokens
    values = {"site": site_id, "user": by, "name": name, "hash": digest, "at": at}
    await tx.execute(INSERT_TOKEN, values | {"scopes": " ".join(scopes)})


async def note_use(tx: Transaction, token_id: int, at: int) -> None:
    """Remember when a token was last used."""
    await tx.execute(
        "update api_token set used_at = :at where id = :token", {"token": token_id, "at": at}
    )


async def delete_token(tx: Transaction, site_id: int, token_id: int) -> bool:
    """Whether this site had it; another site's is left alone."""
    cursor = await tx.execute(
        "delete from api_token where id = :token and site_id = :site",
        {"token": token_id, "site": site_id},
    )
    return bool(cursor.rowcount)


DELETE_BY = "delete from api_token where site_id = :site and user_id = :user returning id"


async def delete_tokens_by(tx: Transaction, site_id: int, user_id: int) -> list[int]:
    """Revoke what a user has made on a site; the ids that are gone."""
    values = {"site": site_id, "user": user_id}
    return [row["id"] for row in await tx.execute_fetchall(DELETE_BY, values)]


async def delete_all_by(tx: Transaction, user_id: int) -> list[int]:
    """Revoke what a user has made, whatever the site; the ids that are gone."""
    statement = "delete from api_token where user_id = ? returning id"
    return [row["id"] for row in await tx.execute_fetchall(statement, (user_id,))]


TOKENS_BY = "select id from api_token where user_id = :user"


async def tokens_by(tx: Transaction, user_id: int) -> list[int]:
    """The ids of what a user has made, whatever the site."""
    return [row["id"] for row in await tx.execute_fetchall(TOKENS_BY, {"user": user_id})]


def _token(row: TableRow) -> Token:
    return Token(
        row["id"],
        row["site_id"],
        row["name"],
        row["created_at"],
        row["used_at"],
        tuple(row["scopes"].split()),
    )
