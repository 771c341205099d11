"""Accounts are made: a server's first, by whoever registers, by the invited, by an operator.

A new account without a name gets one made of its address, found where nobody can take it before it
is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from tracker.domain.names import name_from_email
from tracker.services.sites.teams import join
from tracker.storage.accounts import users
from tracker.storage.accounts.admins import set_admin
from tracker.storage.accounts.free_names import Read, find_free_name
from tracker.storage.accounts.users import NewUser, User
from tracker.storage.file.transactions import Accounts, Transaction

Make = Callable[[Accounts, NewUser, int], Awaitable[User | None]]  # the last is now, ms, UTC


class InvitationOver(Exception):
    """It was used, taken back, or has lapsed: no account is made of it."""


async def make_account(db: Accounts, new: NewUser, now: int) -> User:
    """One that anybody may have; raises Taken."""
    async with db.transaction() as tx:
        return await users.insert_user(tx, await named(new, tx.execute_fetchall), now)


async def make_first(db: Accounts, new: NewUser, now: int) -> User | None:
    """The admin's; None when there is an account already."""
    async with db.transaction() as tx:
        return await users.insert_first_user(tx, await named(new, tx.execute_fetchall), now)


async def make_awaited(db: Accounts, new: NewUser, now: int) -> User:
    """As it was asked for a while ago: under its name, or the next that is free by now. Raises
    Taken for its address."""
    async with db.transaction() as tx:
        name = await find_free_name(tx.execute_fetchall, new.name)
        return await users.insert_user(tx, msgspec.structs.replace(new, name=name), now)


async def make_invited(db: Accounts, new: NewUser, token: str, now: int) -> User:
    """With the membership that the invitation of that token is for, both or neither. Raises Taken,
    InvitationOver and TooManyMembers."""
    async with db.transaction() as tx:
        user = await users.insert_user(tx, await named(new, tx.execute_fetchall), now)
        if await join(tx, token, user.id, now) is None:
            raise InvitationOver
        return user


async def add_account(db: Accounts, new: NewUser, now: int, *, admin: bool) -> User:
    """By an operator; a server's first one is an admin's. Raises Taken."""
    async with db.transaction() as tx:
        if first := await users.insert_first_user(tx, new, now):
            return first
        return await _insert(tx, new, admin, now)


async def _insert(tx: Transaction, new: NewUser, admin: bool, now: int) -> User:
    user = await users.insert_user(tx, new, now)
    if admin:
        await set_admin(tx, user.id, True)
    return msgspec.structs.replace(user, is_admin=admin)


async def named(new: NewUser, read: Read) -> NewUser:
    """With a name, which stays free if `read` is a transaction's."""
    if new.name:
        return new
    name = await find_free_name(read, name_from_email(new.email))
    return msgspec.structs.replace(new, name=name)
