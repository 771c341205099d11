"""What a user says of themselves, and how they want to see the pages."""

from __future__ import annotations

import msgspec

from tracker.domain.names import key_of
from tracker.storage.accounts.users import Order, Taken, View
from tracker.storage.file.transactions import Transaction


class Profile(msgspec.Struct, frozen=True):
    """What a user says and chooses; each field is a column."""

    name: str
    about: str
    language: str
    time_zone: str
    theme: str
    period: str


OTHERS_NAME = "select 1 from user where name_key = :name_key and id <> :id"
UPDATE_PROFILE = """
update user set name = :name, name_key = :name_key, about = :about, language = :language,
    time_zone = :time_zone, theme = :theme, period = :period
where id = :id
"""


async def update_profile(tx: Transaction, user_id: int, profile: Profile) -> None:
    """Raises Taken for somebody else's name; one's own is no collision, in whatever spelling."""
    values = {"id": user_id, "name_key": key_of(profile.name), **msgspec.structs.asdict(profile)}
    if list(await tx.execute_fetchall(OTHERS_NAME, values)):
        raise Taken("name")
    await tx.execute(UPDATE_PROFILE, values)


async def set_view(tx: Transaction, user_id: int, view: View) -> None:
    """Where a click on a site leads this user from now on."""
    await tx.execute("update user set opens = :view where id = :id", {"id": user_id, "view": view})


async def set_order(tx: Transaction, user_id: int, order: Order) -> None:
    """What this user's sites are listed by."""
    values = {"id": user_id, "order": order}
    await tx.execute("update user set sites_by = :order where id = :id", values)


async def set_looks(tx: Transaction, user_id: int, theme: str, language: str) -> None:
    """How this user's pages are drawn; the language is "" where the browser says it."""
    values = {"id": user_id, "theme": theme, "language": language}
    await tx.execute("update user set theme = :theme, language = :language where id = :id", values)
