"""Badges of sites, made and removed."""

from __future__ import annotations

from tracker.domain.badges.badge import Badge
from tracker.services.sites.revoking import Revoked
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import badges


async def add_badge(db: Accounts, badge: Badge) -> int:
    """Its number. Raises TooMany."""
    async with db.transaction() as tx:
        return await badges.insert_badge(tx, badge)


async def remove_badge(
    db: Accounts, revoked: Revoked, site_id: int, badge_id: int, now: int
) -> str | None:
    """The token that it had; None where the site has none of that number. It stays removed, also
    where a backup of before is restored."""
    badge = await badges.find_badge(db, site_id, badge_id)
    if badge is None:
        return None
    await revoked.note(badge.token, now)
    async with db.transaction() as tx:
        await badges.delete_badge(tx, site_id, badge_id)
    return badge.token
