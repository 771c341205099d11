"""Whoever comes from the provider: into their account, one that is theirs by its address, or a new
one; or not at all, and then they are told why."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, NamedTuple

import msgspec

from tracker.domain.provider_claims import Person, name_of_link
from tracker.services.accounts.passwords import Passwords
from tracker.services.sites.revoking import Revoked
from tracker.storage.accounts import identities, users
from tracker.storage.accounts.admins import LastAdmin, set_admin
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.identities import Linked
from tracker.storage.accounts.users import NewUser, User
from tracker.storage.file.transactions import Accounts, Transaction

Refusal = Literal[
    "unproved",  # an account has that address, and the provider does not say that it is theirs
    "linked",  # that account is somebody else's at the provider, or they have another one here
    "closed",  # there is no account of theirs, and none is made
    "first",  # nobody has an account yet: the first is made with the set-up link
]
How = Literal["known", "linked", "made"]


class Arrived(NamedTuple):
    """Somebody with an account, and how they came to it."""

    user: User
    how: How


class Arrivals:
    """Those who come from one issuer."""

    def __init__(  # noqa: PLR0917
        self,
        db: Accounts,
        revoked: Revoked,
        passwords: Passwords,
        issuer: str,
        admins_by_claim: bool,
        now: Callable[[], int],
    ) -> None:
        self._db = db
        self._revoked = revoked
        self._passwords = passwords
        self._issuer = issuer
        self._admins_by_claim = admins_by_claim
        self._now = now  # ms, UTC

    async def arrive(self, person: Person, *, may_join: bool) -> Arrived | Refusal:
        """`may_join`: an account is made for who has none."""
        try:
            async with self._db.transaction() as tx:
                found = await self._account_of(tx, person)
            if found is None and not await users.any_user(self._db):
                return "first"
            if found is None:
                found = await self._made(person) if may_join else "closed"
        except Linked:
            return "linked"
        if isinstance(found, Arrived) and self._admins_by_claim:
            return await self._with_role(found, person)
        return found

    async def link(self, person: Person, user_id: int) -> bool:
        """That account, whose owner asks for it, is theirs at the provider from now on; False
        where one of the two has another already."""
        with suppress(Linked):
            async with self._db.transaction() as tx:
                holder = await identities.find_holder(tx, self._issuer, person.subject)
                if holder is None:
                    await identities.link(tx, self._issuer, person, user_id, self._now())
            return holder is None or holder.id == user_id
        return False

    async def unlink(self, user_id: int) -> bool:
        """Whether it was linked. It stays unlinked where a backup of before is restored."""
        async with self._db.transaction() as tx:
            subject = await identities.unlink(tx, self._issuer, user_id)
        if subject is not None:
            await self._revoked.note(name_of_link(self._issuer, subject), self._now())
        return subject is not None

    async def _account_of(self, tx: Transaction, person: Person) -> Arrived | Refusal | None:
        if known := await identities.find_holder(tx, self._issuer, person.subject):
            await identities.note_use(tx, self._issuer, person, self._now())
            return Arrived(known, "known")
        holder = await identities.find_by_email(tx, person.email)
        if holder is None:
            return None
        # What is the same to us may be two mailboxes to them: only case may differ.
        if not person.is_verified or holder.email.lower() != person.email.lower():
            return "unproved"
        await identities.link(tx, self._issuer, person, holder.id, self._now())
        return Arrived(holder, "linked")

    async def _made(self, person: Person) -> Arrived | Refusal:
        """With a password that nobody knows, and an address only where it is proved."""
        unknown = await self._passwords.hash(secrets.token_urlsafe(32))
        email = person.email if person.is_verified else ""
        try:
            async with self._db.transaction() as tx:
                name = await find_free_name(tx.execute_fetchall, person.name)
                made = await users.insert_user(tx, NewUser(name, email, unknown), self._now())
                await identities.link(
                    tx, self._issuer, person, made.id, self._now(), unknown=unknown
                )
        except users.Taken:  # they have registered in another tab meanwhile
            return "unproved"
        return Arrived(made, "made")

    async def _with_role(self, arrived: Arrived, person: Person) -> Arrived:
        """An admin by the claim, or no more; the last who can look after the server stays one."""
        if arrived.user.is_admin == person.is_admin:
            return arrived
        with suppress(LastAdmin):
            async with self._db.transaction() as tx:
                await set_admin(tx, arrived.user.id, person.is_admin)
            user = msgspec.structs.replace(arrived.user, is_admin=person.is_admin)
            return arrived._replace(user=user)
        return arrived
