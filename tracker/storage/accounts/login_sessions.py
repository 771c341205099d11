"""The browsers that are signed in; revoking one is deleting its row."""

from __future__ import annotations

import msgspec

from tracker.domain.tokens import hash_of
from tracker.storage.accounts.users import User, user_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

DAY = 86_400_000  # ms
IDLE = 7 * DAY
ABSOLUTE = 30 * DAY
MOST_PER_USER = 20


class LoginSession(msgspec.Struct, frozen=True):
    """One browser of one user."""

    id: int
    user: User
    created_at: int  # ms, UTC
    seen_at: int
    browser: str
    network: str
    country: str = ""  # unknown
    city: str = ""


class Client(msgspec.Struct, frozen=True):
    """What a user recognises a browser by."""

    browser: str
    network: str
    country: str = ""
    city: str = ""


INSERT = """
insert into login_session (
    token_hash, user_id, created_at, seen_at, browser, network, country, city
)
select :token_hash, id, :now, :now, :browser, :network, :country, :city from user
where id = :user_id and disabled_at is null
"""
SEEN = "update user set last_seen = max(coalesce(last_seen, 0), :now) where id = :user_id"


class SwitchedOff(Exception):
    """The account is switched off: nobody gets in with it."""


async def insert_session(
    tx: Transaction, token: str, user_id: int, client: Client, now: int
) -> None:
    """Remember a browser that has just signed in; raises SwitchedOff."""
    values = {"token_hash": hash_of(token), "user_id": user_id, "now": now}
    if not (await tx.execute(INSERT, values | msgspec.structs.asdict(client))).rowcount:
        raise SwitchedOff
    await tx.execute(SEEN, {"user_id": user_id, "now": now})


SET_PLACE = """
update login_session set country = :country, city = :city where token_hash = :token_hash
"""


async def set_place(tx: Transaction, token: str, country: str, city: str) -> None:
    """Where the browser was, when that became known only after it had signed in."""
    place = {"country": country, "city": city}
    await tx.execute(SET_PLACE, {"token_hash": hash_of(token)} | place)


ALIVE = """
select user.*, session.id as session_id, session.created_at as session_created_at,
    session.seen_at, session.browser, session.network, session.country, session.city
from login_session as session join user on user.id = session.user_id
where session.created_at > :now - :absolute and session.seen_at > :now - :idle
    and user.disabled_at is null
"""
FIND = ALIVE + " and session.token_hash = :token_hash"
OF_USER = ALIVE + " and session.user_id = :user_id order by session.seen_at desc, session.id desc"
LIMITS = {"idle": IDLE, "absolute": ABSOLUTE}


async def find_session(db: Accounts, token: str, now: int) -> LoginSession | None:
    """The session of that token, while it lives."""
    rows = await db.read(FIND, {"token_hash": hash_of(token), "now": now} | LIMITS)
    return _session(rows[0]) if rows else None


async def is_there(db: Accounts, session_id: int) -> bool:
    """Whether nobody has ended it; it may have run out."""
    return bool(await db.read("select 1 from login_session where id = :id", {"id": session_id}))


async def sessions_of(db: Accounts, user_id: int, now: int) -> list[LoginSession]:
    """The user's living sessions, the last used first."""
    rows = await db.read(OF_USER, {"user_id": user_id, "now": now} | LIMITS)
    return [_session(row) for row in rows]


def _session(row: TableRow) -> LoginSession:
    return LoginSession(
        row["session_id"],
        user_of(row),
        row["session_created_at"],
        row["seen_at"],
        row["browser"],
        row["network"],
        row["country"],
        row["city"],
    )


TOUCH = "update login_session set seen_at = max(seen_at, :now) where id = :id returning user_id"


async def touch_session(tx: Transaction, session_id: int, now: int) -> None:
    """Note that it is in use; never backwards when the clock jumps."""
    for row in await tx.execute_fetchall(TOUCH, {"id": session_id, "now": now}):
        await tx.execute(SEEN, {"user_id": row["user_id"], "now": now})


DELETE = "delete from login_session where id = :id and user_id = :user_id returning id"


async def delete_session(tx: Transaction, user_id: int, session_id: int) -> list[int]:
    """Revoke one of the user's own; the ids that are gone."""
    return await _deleted(tx, DELETE, {"id": session_id, "user_id": user_id})


DELETE_OTHERS = "delete from login_session where user_id = :user_id and id <> :kept returning id"


DELETE_STEPS = "delete from login_step where user_id = :user_id"
DELETE_LINKS = "delete from mailed_link where user_id = :user_id and used_at is null"


async def delete_sessions(tx: Transaction, user_id: int, kept: int = 0) -> list[int]:
    """Revoke all of the user's but one, and every way in that was begun: log-ins that owe a code,
    links that were mailed. The ids of the sessions that are gone."""
    for statement in (DELETE_STEPS, DELETE_LINKS):
        await tx.execute(statement, {"user_id": user_id})
    return await _deleted(tx, DELETE_OTHERS, {"user_id": user_id, "kept": kept})


DELETE_SPENT = """
delete from login_session
where created_at <= :settled - :absolute or seen_at <= :settled - :idle or id in (
    select id from login_session where user_id = :user_id
    order by seen_at desc, id desc limit 1000000 offset :most
)
returning id
"""


async def delete_spent(tx: Transaction, user_id: int, settled: int) -> list[int]:
    """Forget everybody's expired sessions, and the user's oldest beyond MOST_PER_USER."""
    values = {"user_id": user_id, "settled": settled, "most": MOST_PER_USER} | LIMITS
    return await _deleted(tx, DELETE_SPENT, values)


async def _deleted(tx: Transaction, sql: str, values: dict[str, int]) -> list[int]:
    return [row["id"] for row in await tx.execute_fetchall(sql, values)]
