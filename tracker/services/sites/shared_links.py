"""Links by which strangers see a site's reports. A change holds for the next time one is opened:
nothing of them is remembered beside the database."""

from __future__ import annotations

from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.file.database import Database
from tracker.storage.sites import shared_links


async def add_shared_link(db: Database, link: SharedLink) -> int:
    """Its number. Raises TooMany."""
    async with db.transaction() as tx:
        return await shared_links.insert_shared_link(tx, link)


async def change_shared_link(db: Database, link: SharedLink) -> bool:
    """Whether its site has it."""
    async with db.transaction() as tx:
        return await shared_links.update_shared_link(tx, link)


async def revoke_shared_link(db: Database, site_id: int, link_id: int) -> bool:
    """Whether the site had it."""
    async with db.transaction() as tx:
        return await shared_links.delete_shared_link(tx, site_id, link_id)
