"""What users say of themselves is kept, under a name that nobody else has."""

from __future__ import annotations

import msgspec

from tracker.domain.names import name_from_email
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.profiles import Profile, update_profile
from tracker.storage.accounts.users import User
from tracker.storage.file.database import Database


async def save_profile(db: Database, user: User, profile: Profile) -> str:
    """The name it was kept under; without one it is made of the address. Raises Taken."""
    async with db.transaction() as tx:
        if not profile.name:
            wanted = name_from_email(user.email)
            name = await find_free_name(tx.execute_fetchall, wanted, but=user.id)
            profile = msgspec.structs.replace(profile, name=name)
        await update_profile(tx, user.id, profile)
    return profile.name
