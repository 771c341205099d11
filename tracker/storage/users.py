"""The people who have an account."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Awaitable, Callable, Iterable
from itertools import chain, islice
from typing import Any

import aiosqlite
import msgspec

from tracker.domain.names import following
from tracker.storage.database import Database

CANDIDATES = 100  # names that one read tries


class User(msgspec.Struct, frozen=True):
    """Someone with an account."""

    id: int
    name: str
    email: str
    is_admin: bool
    created_at: int  # ms, UTC
    about: str = ""
    language: str = ""  # "" = as the browser asks for it
    time_zone: str = ""  # "" = none chosen
    theme: str = "system"
    disabled_at: int | None = None  # since when they are switched off


class NewUser(msgspec.Struct, frozen=True):
    """What an account is made of; the password is already hashed."""

    name: str
    email: str
    password: str


class Profile(msgspec.Struct, frozen=True):
    """What a user says and chooses; each field is a column."""

    name: str
    about: str
    language: str
    time_zone: str
    theme: str


Insert = Callable[[aiosqlite.Connection, NewUser, int], Awaitable[User | None]]
Read = Callable[[str, dict[str, Any]], Awaitable[Iterable[sqlite3.Row]]]


class Taken(Exception):
    """Somebody has this name or e-mail already; `field` says which of the two."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


INSERT = """
insert into user (name, name_key, email, email_key, password, is_admin, created_at)
values (:name, :name_key, :email, :email_key, :password, 0, :now)
"""


async def insert_user(tx: aiosqlite.Connection, new: NewUser, now: int) -> User:
    """Raises Taken; of many at once exactly one gets the name."""
    try:
        cursor = await tx.execute(INSERT, _values(new, now))
    except sqlite3.IntegrityError as error:
        raise _taken(error) from error
    return User(cursor.lastrowid or 0, new.name, new.email, False, now)


INSERT_FIRST = """
insert into user (name, name_key, email, email_key, password, is_admin, created_at)
select :name, :name_key, :email, :email_key, :password, 1, :now
where not exists (select 1 from user)
"""


async def insert_first_user(tx: aiosqlite.Connection, new: NewUser, now: int) -> User | None:
    """The admin; None when there is a user already."""
    cursor = await tx.execute(INSERT_FIRST, _values(new, now))
    if not cursor.rowcount:
        return None
    return User(cursor.lastrowid or 0, new.name, new.email, True, now)


def _values(new: NewUser, now: int) -> dict[str, Any]:
    return {
        "name": new.name,
        "name_key": key_of(new.name),
        "email": new.email,
        "email_key": key_of(new.email),
        "password": new.password,
        "now": now,
    }


def _taken(error: sqlite3.IntegrityError) -> Taken:
    return Taken("email" if "email_key" in str(error) else "name")


TAKEN_KEYS = """
select name_key from user
where name_key in (select value from json_each(:keys)) and id <> :but
"""


async def find_free_name(read: Read, wanted: str, but: int = 0) -> str:
    """The wanted name, or the first that is free after it: joe, joe2, joe3.

    What the user `but` has counts as free. `read` is a database's, or `execute_fetchall` of a
    transaction, in which it then stays free.
    """
    candidates = chain([wanted], following(wanted))
    while True:
        tried = {key_of(name): name for name in islice(candidates, CANDIDATES)}
        rows = await read(TAKEN_KEYS, {"keys": json.dumps([*tried]), "but": but})
        taken = {row["name_key"] for row in rows}
        if free := [name for key, name in tried.items() if key not in taken]:
            return free[0]


class LastAdmin(Exception):
    """The change would leave the server without an admin; nothing was changed."""


UPDATE_PROFILE = """
update user set name = :name, name_key = :name_key, about = :about, language = :language,
    time_zone = :time_zone, theme = :theme
where id = :id
"""


async def update_profile(tx: aiosqlite.Connection, user_id: int, profile: Profile) -> None:
    """Raises Taken for somebody else's name; one's own is no collision, in whatever spelling."""
    values = {"id": user_id, "name_key": key_of(profile.name), **msgspec.structs.asdict(profile)}
    try:
        await tx.execute(UPDATE_PROFILE, values)
    except sqlite3.IntegrityError as error:
        raise _taken(error) from error


def key_of(text: str) -> str:
    """What two names or e-mails have in common when they are the same to a person."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())


FIND = "select * from user where name_key = :key or email_key = :key"


async def find_user(db: Database, name_or_email: str) -> tuple[User, str] | None:
    """The user and the encoded password."""
    rows = await db.read(FIND, {"key": key_of(name_or_email)})
    return (user_of(rows[0]), rows[0]["password"]) if rows else None


UPDATE_PASSWORD = "update user set password = :password where id = :id"


async def update_password(tx: aiosqlite.Connection, user_id: int, password: str) -> None:
    """Keep another encoding of the password."""
    await tx.execute(UPDATE_PASSWORD, {"id": user_id, "password": password})


SET_ADMIN = "update user set is_admin = :admin where id = :id"


async def set_admin(tx: aiosqlite.Connection, user_id: int, admin: bool) -> None:
    """Raises LastAdmin where no admin would be left who can log in."""
    await tx.execute(SET_ADMIN, {"id": user_id, "admin": admin})
    await keep_an_admin(tx)


UNATTENDED = """
select 1 from user where not exists (
    select 1 from user as other where other.is_admin and other.disabled_at is null
) limit 1
"""


async def keep_an_admin(tx: aiosqlite.Connection) -> None:
    """LastAdmin rolls the transaction back, so what was tried never happened. Where nobody is left
    who has an account, nobody needs an admin."""
    if list(await tx.execute_fetchall(UNATTENDED)):
        raise LastAdmin


UPDATE_EMAIL = "update user set email = :email, email_key = :key where id = :id"


async def update_email(tx: aiosqlite.Connection, user_id: int, email: str) -> None:
    """Another address; raises Taken when somebody else has it by now."""
    try:
        await tx.execute(UPDATE_EMAIL, {"id": user_id, "email": email, "key": key_of(email)})
    except sqlite3.IntegrityError as error:
        raise _taken(error) from error


async def any_user(db: Database) -> bool:
    """Whether the server has been set up."""
    return bool(await db.read("select 1 from user limit 1"))


async def all_users(db: Database) -> list[User]:
    """Everybody with an account, the oldest first."""
    return [user_of(row) for row in await db.read("select * from user order by id")]


def user_of(row: sqlite3.Row) -> User:
    """The user in a row that has a user's columns."""
    return User(
        row["id"],
        row["name"],
        row["email"],
        bool(row["is_admin"]),
        row["created_at"],
        row["about"],
        row["language"],
        row["time_zone"],
        row["theme"],
        row["disabled_at"],
    )
