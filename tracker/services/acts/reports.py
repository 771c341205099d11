"""What an operator does with the reports' file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import date, timedelta
from typing import Any, TypeVar

from tracker.domain.reports.question import Unavailable
from tracker.services.acts.acting import Acting, Refusal
from tracker.services.reports.followed_reports import ABSENT, FollowedReports
from tracker.services.reports.verifying import (
    InTurn,
    count_up,
    forget_unfinished,
    tidy,
    verify,
)
from tracker.storage.reports.duck import Absent, EngineError
from tracker.storage.reports.opening import NAME, erase_file, opened
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.sums.comparing import Difference
from tracker.storage.threads import to_its_end

T = TypeVar("T")

LOOK_EVERY = 0.1  # seconds between two looks at how far the server is
HINDERED = "Nothing is written now: the disk is nearly full, or may only be read. Mend that first."
COUNTING = "Reports are being counted just now ({known:.0%}): try again when they are."


async def reports_verify(context: Acting) -> dict[str, Any]:
    """Count the log once more, and compare. `difference`: the first one, as a sentence, or None.
    Without a file there is nothing to compare."""
    path = context.config.data_dir / NAME
    with in_words():
        async with _file_of(context) as in_turn:
            if in_turn is None:
                return {"difference": None, "compared": False}
            database = context.db.path
            found = await verify(in_turn, database, context.now(), context.progress)
    return {"difference": found and _said(found, context), "compared": path.exists()}


@asynccontextmanager
async def _file_of(context: Acting) -> AsyncIterator[InTurn | None]:
    path = context.config.data_dir / NAME
    if context.reports:
        if context.reports.hindered:
            raise Refusal(HINDERED)
        if not context.reports.is_near:
            counted, head = context.reports.counted
            raise Refusal(COUNTING.format(known=counted / head))
        yield context.reports.in_turn
    elif not path.exists():
        yield None
    else:
        await to_its_end(lambda: forget_unfinished(path.parent), "reports")
        async with opened_alone(context) as file:
            await count_up(file, context.progress)
            yield Alone(file)


class Alone:
    """Nobody else has the file."""

    def __init__(self, file: ReportFile) -> None:
        self._file = file

    async def __call__(self, work: Callable[[ReportFile], T]) -> T:
        return await to_its_end(lambda: work(self._file), "reports")


def _said(found: Difference, context: Acting) -> str:
    site = context.directory.by_id.get(found.site)
    name = site.name if site else f"site {found.site}"
    day = date(1970, 1, 1) + timedelta(days=found.day)
    figures = f"{found.what}: {found.stands}, the log says {found.counted}"
    return f"{name} on {day}, {found.row}, {figures}"


async def reports_rebuild(context: Acting) -> dict[str, Any]:
    """Delete the file, and count the log anew: a running server beside its serving."""
    with in_words():
        if context.reports:
            return await _rebuilt_beside(context.reports, context)
        path = context.config.data_dir / NAME
        await to_its_end(lambda: erase_file(path), "reports")
        async with opened_alone(context) as file:
            await count_up(file, context.progress)
            await tidy(file, context.now())
            return {"rows": file.cursor}


async def _rebuilt_beside(reports: FollowedReports, context: Acting) -> dict[str, Any]:
    if reports.hindered:
        raise Refusal(HINDERED)
    if reports.wrong:
        raise Refusal(f"It cannot be done now: {reports.wrong}.")
    await reports.begin_anew()
    failure = reports.failure
    while not reports.is_whole:
        if reports.failure != failure:
            raise Refusal(f"Reports failed: {_line(reports.state.failure)}")
        context.progress(*reports.counted)
        await asyncio.sleep(LOOK_EVERY)
    return {"rows": reports.counted[0]}


@asynccontextmanager
async def opened_alone(context: Acting) -> AsyncIterator[ReportFile]:
    """The file, where no server has it."""
    stack = ExitStack()
    entering = opened(context.config.data_dir / NAME, context.db.path)
    try:
        yield await to_its_end(lambda: stack.enter_context(entering), "reports")
    finally:
        await to_its_end(stack.close, "reports")


@contextmanager
def in_words() -> Iterator[None]:
    """Turns whatever reports raise into a Refusal."""
    try:
        yield
    except Absent:
        raise Refusal(ABSENT) from None
    except Unavailable as error:
        raise Refusal(str(error)) from error
    except EngineError as error:
        raise Refusal(f"Reports failed: {_line(error)}") from error


def _line(error: object) -> str:
    return str(error).partition("\n")[0]
