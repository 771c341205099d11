"""Removals of every kind in random logs, and the erasing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.reports.random_world import maybe
from tracker.domain.days import day_start
from tracker.domain.retention import kept_since
from tracker.domain.rows import (
    RETAINED,
    AgeRemoval,
    ImportRemoval,
    Removal,
    Reset,
    Row,
    SiteRemoval,
    VisitRemoval,
)
from tracker.storage.erasing.old_visits import Limit, erase_old_events, erase_old_others
from tracker.storage.erasing.removed_sites import erase_after, erase_events
from tracker.storage.file.database import Database

if TYPE_CHECKING:
    from tests.reports.random_logs import RandomLog

DAY = 86_400_000
ALL = 1_000_000


def any_removal(log: RandomLog, head: int) -> list[Row]:
    """Of what is there, or was."""
    chance, site, now = log.chance, log.site(), log.now
    zone = ZoneInfo(log.zones[site])
    kind = chance.random()
    if kind < 0.4 and log.visits:
        visit = chance.choice(log.visits[-20:])
        return [] if visit.site in log.gone else [VisitRemoval(visit.site, now, visit.visit)]
    if kind < 0.6:
        whole = kept_since(now, chance.randint(0, 9), zone)
        return [AgeRemoval(site, now, whole)]
    if kind < 0.75:
        return [ImportRemoval(site, now, chance.choice((RETAINED, 1, 2)))]
    if kind < 0.95:
        return [Reset(site, now, chance.choice((head, head // 2, max(0, head - 20))))]
    if len(log.gone) > 1 or day_start(now, zone) < log.began + DAY:
        return []
    log.gone.add(site)
    return [SiteRemoval(site, now)]


async def erase(db: Database, removal: Removal, chance_left: bool = False) -> None:
    """What it says is to go, as the product does. With `chance_left` only a part of it, as when the
    server is stopped meanwhile."""
    most = 2 if chance_left else ALL
    match removal:
        case AgeRemoval():
            limit = Limit(removal.site_id, removal.before, removal.cursor)
            await erase_old_events(db, limit, most)
            if not chance_left:
                await _erase_old_others(db, limit)
        case SiteRemoval():
            await erase_events(db, removal.site_id)
            await erase_after(db, removal.site_id, 0)
        case VisitRemoval():
            await _erase_where(db, removal, "visit = :what", removal.visit)
        case ImportRemoval():
            await _erase_events_where(db, removal, "import_id = :what", removal.import_id)
            await _delete(db, "day_row", removal, "import_id = :what", removal.import_id)
        case Reset():
            await _erase_where(db, removal, "cursor <= :what", removal.upto)
            await _delete(db, "day_row", removal, "cursor <= :what", removal.upto)


async def _erase_old_others(db: Database, limit: Limit) -> None:
    cursor = 0
    while cursor < limit.upto:
        _, cursor = await erase_old_others(db, {limit.site_id: limit}, cursor, ALL)


async def _erase_where(db: Database, removal: Removal, which: str, what: int) -> None:
    await _erase_events_where(db, removal, which, what)
    for table in ("leave", "correction", "late_title"):
        await _delete(db, table, removal, which, what)


async def _erase_events_where(db: Database, removal: Removal, which: str, what: int) -> None:
    await _delete(db, "event", removal, which, what)


async def _delete(db: Database, table: str, removal: Removal, which: str, what: int) -> None:
    bounds = {"site": removal.site_id, "cursor": removal.cursor, "what": what}
    async with db.transaction() as tx:
        await tx.execute(
            f"delete from {table} where site_id = :site and cursor < :cursor and {which}", bounds
        )


def part_of(log: RandomLog) -> bool:
    """Whether only a part is erased."""
    return maybe(log.chance, 0.2)
