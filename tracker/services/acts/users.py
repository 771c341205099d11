"""What an operator does with accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from tracker.services.accounts import two_factors
from tracker.services.accounts.new_accounts import add_account
from tracker.services.acts.acting import Acting, Refusal
from tracker.services.passkeys.passkeys import remove_all
from tracker.storage.accounts import users
from tracker.storage.accounts.admins import LastAdmin
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.passkeys import held_passkeys
from tracker.storage.accounts.users import NewUser, Taken, User
from tracker.storage.file.transactions import Accounts


async def user_list(context: Acting) -> dict[str, Any]:
    """Every account, the oldest first."""
    return {"users": [msgspec.to_builtins(user) for user in await users.all_users(context.kept)]}


async def user_add(
    context: Acting, name: str, email: str, password: str, admin: bool
) -> dict[str, Any]:
    """A new account; a server's first one is an admin's. The password is in plain text here."""
    new = NewUser(name, email, await context.passwords.hash(password))
    try:
        user = await add_account(context.kept, new, context.now(), admin=admin)
    except Taken as taken:
        raise Refusal(await _taken(context.kept, new, taken)) from taken
    context.note("account added", f"user {user.id}")
    return {"user": msgspec.to_builtins(user)}


async def _taken(db: Accounts, new: NewUser, taken: Taken) -> str:
    if taken.field == "email":
        return f"There is an account with {new.email} already."
    free = await find_free_name(db.read, new.name)
    return f"Somebody is called {new.name} already; {free} is free."


async def user_passwd(
    context: Acting, user: str, password: str, keep_tokens: bool = False
) -> dict[str, Any]:
    """Another password; whoever is logged in as that user is not any more, and their tokens and
    passkeys end."""
    found = await known_user(context.kept, user)
    ended = await context.new_passwords.put(found.id, password, with_tokens=not keep_tokens)
    context.note("password changed", f"user {found.id}")
    counts = {"sessions_ended": len(ended.sessions), "tokens_ended": len(ended.tokens)}
    counts["passkeys_removed"] = len(ended.passkeys)
    return {"user": found.name} | counts


async def user_admin(context: Acting, user: str, admin: bool) -> dict[str, Any]:
    """Make somebody an admin, or an ordinary user again."""
    found = await known_user(context.kept, user)
    with _one_admin_left(found):
        await context.accounts.set_admin(found.id, admin)
    context.note("made an admin" if admin else "made an ordinary user", f"user {found.id}")
    return {"user": found.name, "admin": admin}


async def user_switch(context: Acting, user: str, on: bool) -> dict[str, Any]:
    """Off: out of every browser at once, and not let in again. Their sites go on recording."""
    found = await known_user(context.kept, user)
    with _one_admin_left(found):
        if on:
            await context.accounts.switch_on(found.id)
        else:
            await context.accounts.switch_off(found.id, context.now())
    context.note("account switched on" if on else "account switched off", f"user {found.id}")
    return {"user": found.name, "on": on}


@contextmanager
def _one_admin_left(user: User) -> Iterator[None]:
    try:
        yield
    except LastAdmin:
        raise Refusal(f"{user.name} is the only admin. Make somebody else one first.") from None


async def user_two_factors_off(
    context: Acting, user: str, passkeys: bool = False
) -> dict[str, Any]:
    """For whoever has lost both the phone and the recovery codes; with the passkeys that were on
    it, if asked for."""
    found = await known_user(context.kept, user)
    were_on = await two_factors.lift(context.kept, found.id)
    context.note("two factors turned off", f"user {found.id}")
    removed = (
        await remove_all(context.kept, context.revoked, found.id, context.now()) if passkeys else 0
    )
    if removed:
        context.note("passkeys removed", f"user {found.id}")
    left = await held_passkeys(context.kept, found.id)
    counts = {"passkeys_removed": removed, "passkeys_left": left}
    return {"user": found.name, "were_on": were_on} | counts


async def user_about(context: Acting, user: str) -> dict[str, Any]:
    """Whom a name or an e-mail address means."""
    return {"user": msgspec.to_builtins(await known_user(context.kept, user))}


async def known_user(db: Accounts, name_or_email: str) -> User:
    """The user who is called so; raises Refusal."""
    found = await users.find_user(db, name_or_email)
    if found is None:
        raise Refusal(f"Nobody is called {name_or_email!r}. `tracker user list` lists everybody.")
    return found[0]
