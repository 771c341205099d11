"""What an operator does about old visits."""

from __future__ import annotations

from typing import Any

from tracker.services.acts.acting import Acting
from tracker.services.pruning import Due, Pruning, straight
from tracker.storage.event_log import SqliteEventLog


async def prune(context: Acting, dry_run: bool) -> dict[str, Any]:
    """Take away what is older than its site keeps it; or, dry, only count it."""
    pruning = context.pruning or await _alone(context)
    due = await pruning.due() if dry_run else await pruning.prune(context.progress)
    if not dry_run:
        for each in due:
            context.note("old visits erased", f"site {each.site.id}")
    return {"sites": [_said(each) for each in due]}


async def _alone(context: Acting) -> Pruning:
    log = SqliteEventLog(context.db)
    await log.open()
    days = context.config.retention_days
    return Pruning(context.db, log, context.directory, straight(log), context.now, days)


def _said(due: Due) -> dict[str, Any]:
    site = due.site
    return {"id": site.id, "name": site.name, "before": due.before, "events": due.events}
