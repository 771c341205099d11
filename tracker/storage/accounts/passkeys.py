"""Passkeys: the public half of each, and what is known of its use."""

from __future__ import annotations

import msgspec

from tracker.domain.tokens import digest_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

MOST = 20  # of one user


class Passkey(msgspec.Struct, frozen=True):
    """One of somebody's. Times are UTC milliseconds."""

    id: int
    user_id: int
    credential: str
    public_key: bytes
    handle: bytes
    host: str
    counter: int
    name: str
    created_at: int
    used_at: int | None = None
    doubted_at: int | None = None


class TooManyPasskeys(Exception):
    """The user has MOST of them."""


class KnownPasskey(Exception):
    """It is somebody's already."""


OF_USER = "select * from passkey where user_id = :user order by id desc"
FIND = "select * from passkey where credential = :credential"


async def passkeys_of(db: Accounts, user_id: int) -> list[Passkey]:
    """A user's, newest first."""
    return [_passkey(row) for row in await db.read(OF_USER, {"user": user_id})]


async def find_passkey(db: Accounts, credential: str) -> Passkey | None:
    """Whose key it is, if anybody's."""
    rows = await db.read(FIND, {"credential": credential})
    return _passkey(rows[0]) if rows else None


async def held_passkeys(db: Accounts, user_id: int) -> int:
    """How many a user has."""
    return len(await db.read("select 1 from passkey where user_id = :user", {"user": user_id}))


COUNT = "select count(*) as held from passkey where user_id = :user"
INSERT = """
insert into passkey (
    user_id, credential, hash, public_key, handle, host, counter, name, created_at
)
values (:user_id, :credential, :hash, :public_key, :handle, :host, :counter, :name, :created_at)
on conflict (credential) do nothing
"""


async def insert_passkey(tx: Transaction, new: Passkey) -> None:
    """Keep it; the database gives the number. Raises TooManyPasskeys or KnownPasskey."""
    [row] = await tx.execute_fetchall(COUNT, {"user": new.user_id})
    if row["held"] >= MOST:
        raise TooManyPasskeys
    values = {
        name: value
        for name, value in msgspec.structs.asdict(new).items()
        if name not in {"id", "used_at", "doubted_at"}
    }
    values["hash"] = digest_of(new.credential)
    if not (await tx.execute(INSERT, values)).rowcount:
        raise KnownPasskey


NOTE_USE = """
update passkey set counter = :now_counts, used_at = max(coalesce(used_at, 0), :at)
where id = :id and counter = :counter and doubted_at is null
"""


async def note_use(tx: Transaction, known: Passkey, now_counts: int, at: int) -> bool:
    """It was shown; False where another request was faster, or it was removed meanwhile."""
    values = {"id": known.id, "counter": known.counter, "now_counts": now_counts, "at": at}
    return (await tx.execute(NOTE_USE, values)).rowcount == 1


DOUBT = "update passkey set doubted_at = :at where id = :id and doubted_at is null"


async def doubt(tx: Transaction, passkey_id: int, at: int) -> bool:
    """Let it open nothing from now on; whether it did before."""
    return (await tx.execute(DOUBT, {"id": passkey_id, "at": at})).rowcount == 1


DELETE = "delete from passkey where id = :id and user_id = :user returning credential"


async def delete_passkey(tx: Transaction, user_id: int, passkey_id: int) -> list[str]:
    """What browsers call it; nothing where the user has none of that number."""
    rows = await tx.execute_fetchall(DELETE, {"id": passkey_id, "user": user_id})
    return [row["credential"] for row in rows]


async def delete_passkeys_of(tx: Transaction, user_id: int) -> list[str]:
    """All of a user's; what browsers call them."""
    statement = "delete from passkey where user_id = ? returning credential"
    return [row["credential"] for row in await tx.execute_fetchall(statement, (user_id,))]


def _passkey(row: TableRow) -> Passkey:
    return Passkey(
        row["id"],
        row["user_id"],
        row["credential"],
        row["public_key"],
        row["handle"],
        row["host"],
        row["counter"],
        row["name"],
        row["created_at"],
        row["used_at"],
        row["doubted_at"],
    )
