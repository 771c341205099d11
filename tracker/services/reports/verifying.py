"""Whether reports say what the log says: it is counted once more beside them, and compared."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Protocol, TypeVar

from tracker.storage.reports.duck import Connection
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile, followed_alike
from tracker.storage.sums.comparing import TABLES, Difference, Table, first_difference
from tracker.storage.threads import to_its_end

T = TypeVar("T")
Show = Callable[[int, int], None]  # so much is done of so much

BESIDE = "reports.counted-"  # begins the names of folders in the data folder
MEMORY_MB = 128  # beside what the reports have
RIPE = 200_000  # rows that are put in order at once


class InTurn(Protocol):
    """Has the work done with the file that is open, while nobody else writes it."""

    async def __call__(self, work: Callable[[ReportFile], T]) -> T:
        """In a thread."""
        ...


async def verify(in_turn: InTurn, database: Path, now: int, show: Show) -> Difference | None:
    """The first difference there is. `now`: days that are over by then (ms, UTC) are summed up."""
    async with _counted_anew(database, show) as counted:
        with ExitStack() as stack:
            file = None
            while file is None:  # as long as something was erased in between
                file = await in_turn(
                    lambda each: stack.enter_context(followed_alike(each, counted))
                )
            await tidy(counted, now)
            return await _compared(file, counted.connection())


@asynccontextmanager
async def _counted_anew(database: Path, show: Show) -> AsyncIterator[ReportFile]:
    """A file of its own, which holds what the log has now."""
    with tempfile.TemporaryDirectory(prefix=BESIDE, dir=database.parent) as folder:
        path, stack = Path(folder) / "reports.duckdb", ExitStack()
        try:
            entering = opened(path, database, MEMORY_MB)
            file = await to_its_end(lambda: stack.enter_context(entering), "reports")
            await count_up(file, show)
            yield file
        finally:
            await to_its_end(stack.close, "reports")


async def _compared(file: Connection, counted: Connection) -> Difference | None:
    for table in TABLES:
        if found := await to_its_end(_looking(file, counted, table), "reports"):
            return found
    return None


def _looking(
    file: Connection, counted: Connection, table: Table
) -> Callable[[], Difference | None]:
    return lambda: first_difference(file, counted, table)


async def count_up(file: ReportFile, show: Show) -> None:
    """Whatever the log has by now, where nobody else writes the file."""
    head = file.head()
    while file.cursor < head:
        await to_its_end(lambda: file.follow(head), "reports")
        await to_its_end(
            lambda: file.settle(RIPE), "reports"
        )  # else each slice takes longer than the last
        show(file.cursor, head)


async def tidy(file: ReportFile, now: int) -> None:
    """Put in order and sum up what can be at `now` (ms, UTC)."""
    await to_its_end(file.settle, "reports")
    while await to_its_end(lambda: file.roll(now), "reports"):
        pass


def forget_unfinished(folder: Path) -> None:
    """What a kill has left behind. Blocks."""
    with suppress(OSError):
        for each in folder.glob(f"{BESIDE}*"):
            rmtree(each) if each.is_dir() else each.unlink()
