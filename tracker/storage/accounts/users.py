"""The people who have an account."""

from __future__ import annotations

import secrets
from typing import Any, Literal

import msgspec

from tracker.domain.names import key_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

View = Literal["live", "reports"]  # of a site
Order = Literal["visitors", "name"]  # of one's sites

NOBODYS = " "  # and what makes it unique: no address has that key, and none that is typed


class User(msgspec.Struct, frozen=True):
    """Someone with an account."""

    id: int
    name: str
    email: str  # "" where no mail has proved one
    is_admin: bool
    created_at: int  # ms, UTC
    about: str = ""
    language: str = ""  # "" = as the browser asks for it
    time_zone: str = ""  # "" = none chosen
    theme: str = "system"
    disabled_at: int | None = None  # since when they are switched off
    opens: View = "live"  # where a click on a site leads: what was looked at last
    period: str = ""  # of reports, where an address names none; "" = what suits the site
    sites_by: Order = "visitors"


class NewUser(msgspec.Struct, frozen=True):
    """What an account is made of; the password is already hashed."""

    name: str
    email: str
    password: str


class Taken(Exception):
    """Somebody has this name or e-mail already; `field` says which of the two."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


INSERT = """
insert into user (name, name_key, email, email_key, password, is_admin, created_at)
values (:name, :name_key, :email, :email_key, :password, 0, :now)
on conflict do nothing returning id
"""
BY_NAME = "select 1 from user where name_key = :name_key"


async def insert_user(tx: Transaction, new: NewUser, now: int) -> User:
    """Raises Taken; of many at once exactly one gets the name."""
    values = _values(new, now)
    for row in await tx.execute_fetchall(INSERT, values):
        return User(row["id"], new.name, new.email, False, now)
    raise Taken("name" if list(await tx.execute_fetchall(BY_NAME, values)) else "email")


INSERT_FIRST = """
insert into user (name, name_key, email, email_key, password, is_admin, created_at)
select :name, :name_key, :email, :email_key, :password, 1, :now
where not exists (select 1 from user)
returning id
"""


async def insert_first_user(tx: Transaction, new: NewUser, now: int) -> User | None:
    """The admin; None when there is a user already."""
    for row in await tx.execute_fetchall(INSERT_FIRST, _values(new, now)):
        return User(row["id"], new.name, new.email, True, now)
    return None


def _values(new: NewUser, now: int) -> dict[str, Any]:
    return {
        "name": new.name,
        "name_key": key_of(new.name),
        "email": new.email,
        "email_key": key_of(new.email) or NOBODYS + secrets.token_hex(8),
        "password": new.password,
        "now": now,
    }


FIND = "select * from user where name_key = :key or email_key = :key"


async def find_user(db: Accounts, name_or_email: str) -> tuple[User, str] | None:
    """The user and the encoded password."""
    rows = await db.read(FIND, {"key": key_of(name_or_email)})
    return (user_of(rows[0]), rows[0]["password"]) if rows else None


UPDATE_PASSWORD = "update user set password = :password where id = :id"


async def update_password(tx: Transaction, user_id: int, password: str) -> None:
    """Keep another encoding of the password."""
    await tx.execute(UPDATE_PASSWORD, {"id": user_id, "password": password})


OTHERS_EMAIL = "select 1 from user where email_key = :key and id <> :id"
UPDATE_EMAIL = "update user set email = :email, email_key = :key where id = :id"


async def update_email(tx: Transaction, user_id: int, email: str) -> None:
    """Another address; raises Taken when somebody else has it by now."""
    values = {"id": user_id, "email": email, "key": key_of(email)}
    if list(await tx.execute_fetchall(OTHERS_EMAIL, values)):
        raise Taken("email")
    await tx.execute(UPDATE_EMAIL, values)


async def any_user(db: Accounts) -> bool:
    """Whether the server has been set up."""
    return bool(await db.read("select 1 from user limit 1"))


async def all_users(db: Accounts) -> list[User]:
    """Everybody with an account, the oldest first."""
    return [user_of(row) for row in await db.read("select * from user order by id")]


def user_of(row: TableRow) -> User:
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
        row["opens"],
        row["period"],
        row["sites_by"],
    )
