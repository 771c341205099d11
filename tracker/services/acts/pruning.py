"""What an operator does about old visits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tracker.services.acts.acting import Acting
from tracker.services.acts.reports import Alone, opened_alone
from tracker.services.erasing.day_sums import DaySums
from tracker.services.erasing.doubts import Due
from tracker.services.erasing.old_visits import FileVisits
from tracker.services.erasing.pruning import Pruning
from tracker.services.erasing.records import straight
from tracker.services.reports.leaving import LeavingSums
from tracker.services.reports.verifying import count_up
from tracker.storage.log.event_log import WholeLog
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.reports.duck import Absent


async def prune(context: Acting, dry_run: bool, sure: bool = False) -> dict[str, Any]:
    """Take away what is older than its site keeps it; or, dry, only count it. What is in doubt
    only goes if somebody is sure."""
    if dry_run:
        pruning = context.pruning or _pruning(context, await _log(context), None)
        return {"sites": [_said(each) for each in await pruning.due()], "waiting": []}
    async with _with_sums(context) as pruning:
        gone = await pruning.prune(context.progress, sure=sure)
        for each in gone:
            context.note("old visits erased", f"site {each.site.id}")
        waiting = [_said(each) for each in pruning.waiting]
        return {"sites": [_said(each) for each in gone], "waiting": waiting}


@asynccontextmanager
async def _with_sums(context: Acting) -> AsyncIterator[Pruning]:
    """The server's, or one of our own."""
    if context.pruning:
        yield context.pruning
        return
    log = await _log(context)
    pruning = _pruning(context, log, None)
    if not await pruning.due():  # nothing goes, and nothing needs to be counted
        yield pruning
        return
    try:
        async with opened_alone(context) as file:
            await count_up(file, context.progress)
            yield _pruning(context, log, LeavingSums(Alone(file), context.now))
    except Absent:
        yield pruning


async def _log(context: Acting) -> WholeLog:
    log = SqliteEventLog(context.db)
    await log.open()
    return log


def _pruning(context: Acting, log: WholeLog, leaving: LeavingSums | None) -> Pruning:
    sums = DaySums(leaving, context.directory, straight(log), context.now, context.settled.steady)
    days, now = context.config.retention_days, context.now
    visits = FileVisits(context.db)
    return Pruning(visits, log, context.directory, sums, now, days, context.settled)


def _said(due: Due) -> dict[str, Any]:
    return {
        "id": due.site.id,
        "name": due.site.name,
        "before": due.before,
        "events": due.events,
        "doubt": due.doubt,
    }
