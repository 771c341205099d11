"""What an operator does about old visits."""

from __future__ import annotations

from typing import Any

from tracker.services.acts.acting import Acting
from tracker.services.erasing.doubts import Due
from tracker.services.erasing.pruning import Pruning, straight
from tracker.storage.log.file_log import SqliteEventLog


async def prune(context: Acting, dry_run: bool, sure: bool = False) -> dict[str, Any]:
    """Take away what is older than its site keeps it; or, dry, only count it. What is in doubt
    only goes if somebody is sure."""
    pruning = context.pruning or await _alone(context)
    if dry_run:
        return {"sites": [_said(each) for each in await pruning.due()], "waiting": []}
    gone = await pruning.prune(context.progress, sure=sure)
    for each in gone:
        context.note("old visits erased", f"site {each.site.id}")
    waiting = [_said(each) for each in pruning.waiting]
    return {"sites": [_said(each) for each in gone], "waiting": waiting}


async def _alone(context: Acting) -> Pruning:
    log = SqliteEventLog(context.db)
    await log.open()
    return Pruning(
        context.db,
        log,
        context.directory,
        straight(log),
        context.now,
        context.config.retention_days,
        context.settled,
    )


def _said(due: Due) -> dict[str, Any]:
    return {
        "id": due.site.id,
        "name": due.site.name,
        "before": due.before,
        "events": due.events,
        "doubt": due.doubt,
    }
