"""What users say of themselves is kept, under a name that nobody else has, and how they like the
pages."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from tracker.domain.names import name_from_email
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.profiles import (
    Profile,
    set_looks,
    set_order,
    set_view,
    update_profile,
)
from tracker.storage.accounts.users import Order, User, View
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts


async def save_profile(db: Accounts, user: User, profile: Profile) -> str:
    """The name it was kept under; without one it is made of the address. Raises Taken."""
    async with db.transaction() as tx:
        if not profile.name:
            wanted = name_from_email(user.email)
            name = await find_free_name(tx.execute_fetchall, wanted, but=user.id)
            profile = msgspec.structs.replace(profile, name=name)
        await update_profile(tx, user.id, profile)
    return profile.name


async def note_view(db: Accounts, user: User, view: View) -> None:
    """The user looks at this view of a site; a full disk must not take the page away."""
    if user.opens != view:
        with suppress(StorageError):
            async with db.transaction() as tx:
                await set_view(tx, user.id, view)


async def order_sites(db: Accounts, user: User, order: Order) -> None:
    """The user wants the sites listed by this."""
    async with db.transaction() as tx:
        await set_order(tx, user.id, order)


async def save_looks(db: Accounts, user: User, theme: str, language: str) -> None:
    """The user wants the pages in this theme and language."""
    async with db.transaction() as tx:
        await set_looks(tx, user.id, theme, language)
