"""A child of bench.reports: makes the reports' file of a database in a thread that gives way, and
looks meanwhile how long the event loop waits. Prints JSON."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from bench.year_rows import NOW
from tracker.storage.reports.opening import opened
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.threads import in_a_thread

RIPE = 200_000  # rows that are put in order at once, as the server does it
TICK = 0.002  # seconds


def rebuild(file: ReportFile) -> dict[str, float]:
    """All of it; seconds of each part."""
    took = {}
    began, head = time.perf_counter(), file.head()
    while file.cursor < head:
        file.follow(head)
        file.settle(RIPE)
    file.settle()
    took["followed"] = time.perf_counter() - began
    began = time.perf_counter()
    while file.roll(NOW):
        pass
    took["summed up"] = time.perf_counter() - began
    return took


async def measured(database: Path, path: Path) -> dict[str, object]:
    late: list[float] = []
    ticking = asyncio.create_task(_tick(late))
    began, spent = time.perf_counter(), time.process_time()
    with ExitStack() as stack:
        file = await in_a_thread(lambda: stack.enter_context(opened(path, database)), "reports")
        took = await in_a_thread(lambda: rebuild(file), "reports")
    ticking.cancel()
    late.sort()
    return {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - spent,
        "parts": took,
        "resident": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,  # MB
        "late": [late[len(late) // 2], late[len(late) * 99 // 100], late[-1]],
    }


async def _tick(late: list[float]) -> None:
    """By how many ms more than asked for the loop has slept."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append((time.perf_counter() - began - TICK) * 1000)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(Path(sys.argv[1]), Path(sys.argv[2])))))
