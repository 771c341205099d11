"""Who at the provider is who here."""

from __future__ import annotations

import msgspec

from tracker.domain.names import key_of
from tracker.domain.provider_claims import Person
from tracker.domain.tokens import hash_of
from tracker.storage.accounts.users import User, user_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction


class Identity(msgspec.Struct, frozen=True):
    """Somebody at a provider, who has an account."""

    issuer: str
    subject: str
    email: str  # as the provider said it last; "" where it named none
    created_at: int  # ms, UTC: when it was linked
    used_at: int


class Linked(Exception):
    """That person at the provider has another account here, or that account another person."""


FIND = """
select user.* from identity join user on user.id = identity.user_id
where issuer = :issuer and subject = :subject
"""


async def find_holder(tx: Transaction, issuer: str, subject: str) -> User | None:
    """Whose account that person at the provider has."""
    rows = await tx.execute_fetchall(FIND, {"issuer": issuer, "subject": subject})
    return next(map(user_of, rows), None)


BY_EMAIL = "select * from user where email_key = :key"


async def find_by_email(tx: Transaction, email: str) -> User | None:
    """Who has that address, or one that is the same to us."""
    if not email:
        return None
    return next(map(user_of, await tx.execute_fetchall(BY_EMAIL, {"key": key_of(email)})), None)


OF_USER = "select * from identity where user_id = :user_id order by issuer"


async def identities_of(db: Accounts, user_id: int) -> list[Identity]:
    """The user's, of every provider that there ever was here."""
    return [_identity(row) for row in await db.read(OF_USER, {"user_id": user_id})]


INSERT = """
insert into identity (issuer, subject, user_id, email, password_hash, created_at, used_at)
values (:issuer, :subject, :user_id, :email, :password_hash, :now, :now)
on conflict do nothing
"""


async def link(
    tx: Transaction, issuer: str, person: Person, user_id: int, now: int, *, unknown: str = ""
) -> None:
    """That person may sign in to that account. `unknown` is the encoded password of an account
    that was made for them: nobody knows it. Raises Linked."""
    values = {
        "issuer": issuer,
        "subject": person.subject,
        "user_id": user_id,
        "email": person.email,
        "password_hash": hash_of(unknown) if unknown else None,
        "now": now,
    }
    if not (await tx.execute(INSERT, values)).rowcount:
        raise Linked


USED = """
update identity set email = :email, used_at = :now where issuer = :issuer and subject = :subject
"""


async def note_use(tx: Transaction, issuer: str, person: Person, now: int) -> None:
    """They have signed in."""
    about = {"issuer": issuer, "subject": person.subject}
    await tx.execute(USED, about | {"email": person.email, "now": now})


UNLINK = "delete from identity where issuer = :issuer and user_id = :user_id returning subject"


async def unlink(tx: Transaction, issuer: str, user_id: int) -> str | None:
    """Who it was there, if anybody; nobody signs in to that account there any more."""
    found = await tx.execute_fetchall(UNLINK, {"issuer": issuer, "user_id": user_id})
    return next((row["subject"] for row in found), None)


UNKNOWN = """
select password, password_hash from identity join user on user.id = identity.user_id
where user_id = :user_id and password_hash is not null
"""


async def has_no_password(db: Accounts, user_id: int) -> bool:
    """Whether the account still has the password that it was made with, which nobody knows."""
    rows = await db.read(UNKNOWN, {"user_id": user_id})
    return any(hash_of(row["password"]) == row["password_hash"] for row in rows)


def _identity(row: TableRow) -> Identity:
    return Identity(row["issuer"], row["subject"], row["email"], row["created_at"], row["used_at"])
