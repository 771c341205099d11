"""Links by which strangers see a site's reports. A change holds for the next time one is opened:
nothing of them is remembered beside the database."""

from __future__ import annotations

from tracker.domain.reports.shared_links import SharedLink
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.revoking import Revoked
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import shared_links


async def add_shared_link(db: Accounts, link: SharedLink) -> int:
    """Its number. Raises TooMany and NameTaken."""
    async with db.transaction() as tx:
        return await shared_links.insert_shared_link(tx, link)


async def change_shared_link(db: Accounts, ends: SessionEnds, link: SharedLink) -> bool:
    """Whether its site has it. Live views of it end: they come back as it is now. Raises
    NameTaken."""
    async with db.transaction() as tx:
        found = await shared_links.update_shared_link(tx, link)
    ends.end([link.id])
    return found


async def revoke_shared_link(  # noqa: PLR0917
    db: Accounts, revoked: Revoked, ends: SessionEnds, site_id: int, link_id: int, now: int
) -> bool:
    """Whether the site had it. Live views of it end, and it stays revoked, also where a backup of
    before is restored."""
    link = await shared_links.find_shared_link(db, site_id, link_id)
    if link is None:
        return False
    await revoked.note(link.token, now)
    async with db.transaction() as tx:
        found = await shared_links.delete_shared_link(tx, site_id, link_id)
    ends.end([link_id])
    return found
