"""Browsers that have shown one of two factors and owe the other."""

from __future__ import annotations

from tracker.domain.tokens import hash_of
from tracker.storage.accounts.users import User, user_of
from tracker.storage.file.transactions import Accounts, Transaction

LIFE = 600_000  # ms

MOST = 20  # of one user
FORGET = """
delete from login_step where created_at <= :over or token_hash in (
    select token_hash from login_step where user_id = :user_id
    order by created_at desc limit 1000000 offset :kept
)
"""
INSERT = """
insert into login_step (token_hash, user_id, created_at) values (:token_hash, :user_id, :now)
"""


async def insert_step(tx: Transaction, token: str, user_id: int, now: int, settled: int) -> None:
    """Remember the browser for LIFE; forget those that never came back, and the user's oldest
    beyond MOST."""
    await tx.execute(FORGET, {"over": settled - LIFE, "user_id": user_id, "kept": MOST - 1})
    values = {"token_hash": hash_of(token), "user_id": user_id, "now": now}
    await tx.execute(INSERT, values)


FIND = """
select user.* from login_step join user on user.id = login_step.user_id
where token_hash = :token_hash and login_step.created_at > :now - :life
    and login_step.created_at < :now + :life
    and user.disabled_at is null
"""


async def find_step(db: Accounts, token: str, now: int) -> User | None:
    """Whose code is awaited from that browser."""
    values = {"token_hash": hash_of(token), "now": now, "life": LIFE}
    rows = await db.read(FIND, values)
    return user_of(rows[0]) if rows else None


async def delete_step(tx: Transaction, token: str) -> bool:
    """The code was right; False when another request was faster."""
    statement = "delete from login_step where token_hash = ?"
    return (await tx.execute(statement, (hash_of(token),))).rowcount == 1
