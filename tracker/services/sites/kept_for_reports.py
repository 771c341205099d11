"""What people keep for a site's reports: goals, segments, funnels, annotations. Questions that come
after a change are answered by it, about all that was recorded before as well."""

from __future__ import annotations

from tracker.domain.queries.segments import Segment
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.funnels import KeptFunnel
from tracker.domain.reports.goals import Goal
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import annotations as notes
from tracker.storage.sites import funnels, goals, segments


async def add_goal(db: Accounts, goal: Goal, now: int) -> None:
    """Raises NameTaken and TooMany."""
    async with db.transaction() as tx:
        await goals.insert_goal(tx, goal, now)


async def change_goal(db: Accounts, goal: Goal) -> bool:
    """Whether its site has it; raises NameTaken."""
    async with db.transaction() as tx:
        return await goals.update_goal(tx, goal)


async def remove_goal(db: Accounts, site_id: int, goal_id: int) -> bool:
    """Whether the site had it."""
    async with db.transaction() as tx:
        return await goals.delete_goal(tx, site_id, goal_id)


async def add_segment(db: Accounts, segment: Segment, now: int) -> None:
    """Raises NameTaken and TooMany."""
    async with db.transaction() as tx:
        await segments.insert_segment(tx, segment, now)


async def change_segment(db: Accounts, segment: Segment) -> bool:
    """Whether its site has it; raises NameTaken and TooMany."""
    async with db.transaction() as tx:
        return await segments.update_segment(tx, segment)


async def remove_segment(db: Accounts, site_id: int, segment_id: int) -> bool:
    """Whether the site had it."""
    async with db.transaction() as tx:
        return await segments.delete_segment(tx, site_id, segment_id)


async def add_funnel(db: Accounts, funnel: KeptFunnel) -> None:
    """Raises NameTaken and TooMany."""
    async with db.transaction() as tx:
        await funnels.insert_funnel(tx, funnel)


async def change_funnel(db: Accounts, funnel: KeptFunnel) -> bool:
    """Whether its site has it; raises NameTaken."""
    async with db.transaction() as tx:
        return await funnels.update_funnel(tx, funnel)


async def remove_funnel(db: Accounts, site_id: int, funnel_id: int) -> bool:
    """Whether the site had it."""
    async with db.transaction() as tx:
        return await funnels.delete_funnel(tx, site_id, funnel_id)


async def add_annotation(db: Accounts, annotation: Annotation, now: int) -> int:
    """Its number. Raises TooMany."""
    async with db.transaction() as tx:
        return await notes.insert_annotation(tx, annotation, now)


async def change_annotation(db: Accounts, annotation: Annotation) -> bool:
    """Whether its site has it."""
    async with db.transaction() as tx:
        return await notes.update_annotation(tx, annotation)


async def remove_annotation(db: Accounts, site_id: int, annotation_id: int) -> bool:
    """Whether the site had it."""
    async with db.transaction() as tx:
        return await notes.delete_annotation(tx, site_id, annotation_id)
