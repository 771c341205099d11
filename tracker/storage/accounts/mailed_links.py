"""Links that were mailed; only the hashes of their tokens are here."""

from __future__ import annotations

from typing import Literal

import msgspec

from tracker.domain.names import key_of
from tracker.domain.tokens import hash_of
from tracker.storage.accounts.users import User, user_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

DAY = 86_400_000  # ms; so long we can still say why a link is not good any more

Purpose = Literal["login", "reset", "email"]


class NewLink(msgspec.Struct, frozen=True):
    """A link as it is asked for; `user_id` None where nobody has the address."""

    purpose: Purpose
    user_id: int | None
    email: str
    token: str
    browser: str  # the token in the asking browser's cookie


class MailedLink(msgspec.Struct, frozen=True):
    """A link that somebody has opened."""

    id: int
    user: User
    email: str
    browser_hash: bytes
    created_at: int  # ms, UTC
    used_at: int | None


INSERT = """
insert into mailed_link (token_hash, purpose, user_id, email, browser_hash, created_at)
values (:token_hash, :purpose, :user_id, :email, :browser_hash, :now)
"""


FORGET = "delete from mailed_link where created_at <= :over or user_id is null"


async def insert_link(tx: Transaction, new: NewLink, now: int, settled: int) -> None:
    """Remember a link; forget those that are long over, and the last one that was nobody's."""
    await tx.execute(FORGET, {"over": settled - DAY})
    values = {
        "token_hash": hash_of(new.token),
        "purpose": new.purpose,
        "user_id": new.user_id,
        "email": new.email,
        "browser_hash": hash_of(new.browser),
        "now": now,
    }
    await tx.execute(INSERT, values)


FIND = """
select user.*, link.id as link_id, link.email as sent_to, link.browser_hash,
    link.created_at as asked_at, link.used_at
from mailed_link as link join user on user.id = link.user_id
where link.token_hash = :token_hash and link.purpose = :purpose and user.disabled_at is null
"""


async def find_link(db: Accounts, purpose: Purpose, token: str) -> MailedLink | None:
    """The link with that token, good or not."""
    rows = await db.read(FIND, {"token_hash": hash_of(token), "purpose": purpose})
    return _link(rows[0]) if rows else None


async def use_link(tx: Transaction, link_id: int, now: int) -> bool:
    """Use it up; False when another request was faster, or it was ended meanwhile."""
    statement = "update mailed_link set used_at = ? where id = ? and used_at is null"
    return (await tx.execute(statement, (now, link_id))).rowcount == 1


END = "delete from mailed_link where user_id = :user_id and used_at is null"


async def end_links(tx: Transaction, user_id: int) -> None:
    """The user's address has changed: links that were mailed before are worth nothing."""
    await tx.execute(END, {"user_id": user_id})


AWAITED = """
select email from mailed_link
where user_id = :user_id and purpose = 'email' and used_at is null and created_at > :since
order by id desc limit 1
"""


async def awaited_email(db: Accounts, user_id: int, since: int) -> str:
    """The new address that waits for its confirmation; "" for none."""
    rows = await db.read(AWAITED, {"user_id": user_id, "since": since})
    return rows[0]["email"] if rows else ""


HOLDER = "select * from user where email_key = :key and disabled_at is null"


async def holder_of(db: Accounts, email: str) -> User | None:
    """Who may log in and has that address."""
    rows = await db.read(HOLDER, {"key": key_of(email)})
    return user_of(rows[0]) if rows else None


def _link(row: TableRow) -> MailedLink:
    return MailedLink(
        row["link_id"],
        user_of(row),
        row["sent_to"],
        row["browser_hash"],
        row["asked_at"],
        row["used_at"],
    )
