"""Tokens of a person: only their SHA-256 is kept. What one may do is what its user may."""

from __future__ import annotations

import msgspec

from tracker.storage.accounts.users import User, user_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction
from tracker.storage.sites.tokens import TooManyTokens


class PersonalToken(msgspec.Struct, frozen=True):
    """One of somebody's tokens. Times are UTC milliseconds; `used_at` is right to a minute."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: int
    until: int | None
    used_at: int | None


class Bearer(msgspec.Struct, frozen=True):
    """A token that was sent, and whose it is."""

    token: PersonalToken
    user: User


def end_key(token_id: int) -> tuple[str, int]:
    """What a stream that hangs on this token watches, beside the numbers of sites' tokens."""
    return ("personal", token_id)


OF_USER = "select * from personal_token where user_id = :user order by id desc"


async def tokens_of_user(db: Accounts, user_id: int) -> list[PersonalToken]:
    """A user's tokens, newest first, also those that have run out."""
    return [_token(row) for row in await db.read(OF_USER, {"user": user_id})]


BY_HASH = """
select user.*, token.id as token_id, token.name as token_name, token.scopes,
    token.created_at as token_created_at, token.until as token_until,
    token.used_at as token_used_at
from personal_token as token join user on user.id = token.user_id
where token.hash = :hash and (token.until is null or token.until > :now)
    and user.disabled_at is null
"""


async def bearer_by_hash(db: Accounts, digest: str, now: int) -> Bearer | None:
    """The token with this SHA-256 (hex), if it holds and its user is not switched off."""
    for row in await db.read(BY_HASH, {"hash": digest, "now": now}):
        token = PersonalToken(
            row["token_id"],
            row["token_name"],
            tuple(row["scopes"].split()),
            row["token_created_at"],
            row["token_until"],
            row["token_used_at"],
        )
        return Bearer(token, user_of(row))
    return None


MOST = 50  # of one user
COUNT = "select count(*) as tokens from personal_token where user_id = :user"
INSERT = """
insert into personal_token (user_id, name, scopes, hash, created_at, until)
values (:user, :name, :scopes, :hash, :at, :until)
"""


async def insert_personal_token(
    tx: Transaction,
    user_id: int,
    name: str,
    digest: str,
    *,
    scopes: tuple[str, ...],
    at: int,
    until: int | None,
) -> None:
    """Keep a new token's hash; raises TooManyTokens."""
    [row] = await tx.execute_fetchall(COUNT, {"user": user_id})
    if row["tokens"] >= MOST:
        raise TooManyTokens
    values = {"user": user_id, "name": name, "hash": digest, "scopes": " ".join(scopes)}
    await tx.execute(INSERT, values | {"at": at, "until": until})


async def note_personal_use(tx: Transaction, token_id: int, at: int) -> None:
    """Remember when a token was last used."""
    await tx.execute(
        "update personal_token set used_at = :at where id = :token", {"token": token_id, "at": at}
    )


DELETE = "delete from personal_token where id = :token and user_id = :user"


async def delete_personal_token(tx: Transaction, user_id: int, token_id: int) -> bool:
    """Whether the user had it; another one's is left alone."""
    cursor = await tx.execute(DELETE, {"token": token_id, "user": user_id})
    return bool(cursor.rowcount)


DELETE_RUN_OUT = """
delete from personal_token where user_id = :user and name = :name and until <= :now
"""


async def delete_run_out(tx: Transaction, user_id: int, name: str, now: int) -> None:
    """Those of that name which are good for nothing any more."""
    await tx.execute(DELETE_RUN_OUT, {"user": user_id, "name": name, "now": now})


HELD = """
select (select count(*) from personal_token where user_id = :user)
    + (select count(*) from api_token where user_id = :user) as held
"""


async def held_by(db: Accounts, user_id: int) -> int:
    """How many tokens a user has: their own, and those they made for sites."""
    return int((await db.read(HELD, {"user": user_id}))[0]["held"])


async def delete_all_of(tx: Transaction, user_id: int) -> list[int]:
    """Revoke all of a user's; the ids that are gone."""
    statement = "delete from personal_token where user_id = ? returning id"
    return [row["id"] for row in await tx.execute_fetchall(statement, (user_id,))]


async def ids_of(tx: Transaction, user_id: int) -> list[int]:
    """All of a user's."""
    statement = "select id from personal_token where user_id = ?"
    return [row["id"] for row in await tx.execute_fetchall(statement, (user_id,))]


def _token(row: TableRow) -> PersonalToken:
    return PersonalToken(
        row["id"],
        row["name"],
        tuple(row["scopes"].split()),
        row["created_at"],
        row["until"],
        row["used_at"],
    )
