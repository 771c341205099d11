"""A server that is asked for reports, records, exports and shows live for a long time: whether its
memory, its files and its threads grow."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import psutil

from tests.beacon_load import BROWSER
from tests.eventually import PATIENCE
from tests.fixtures.server import OUR_PAGE
from tests.making import event, visitor
from tests.seeded_data import Seeded, seed
from tests.server_process import RUN, UNLIMITED, ServerProcess, running
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

BEFORE = 40_000  # events of the ninety days before
DAY = 86_400_000
MOST_MB = 1.0  # that it may grow by in ten minutes, once it is warm
AT_WORK = 8  # files and threads that may just be in use
WARM = 0.4  # of the time, in which caches fill
FILTERS = ("", "&country=DE", "&page_contains=/articles/1")
PERIODS = ("today", "last_28_days", "last_12_months")  # few, so that what is kept is soon full
AT_ONCE = 20  # visitors
READ = 30  # pages in a visit
CROWD = 1_400  # who come again, one after the other: for another visit


class Sample(NamedTuple):
    """`after` so many seconds; memory in MB (10^6 bytes)."""

    after: float
    memory: float
    files: int
    threads: int


class Soak(NamedTuple):
    """`answers`: by what was asked and the status."""

    samples: list[Sample]
    answers: Counter[str]

    @property
    def warm(self) -> list[Sample]:
        begins = self.samples[-1].after * WARM
        return [each for each in self.samples if each.after >= begins]

    @property
    def mb_in_ten_minutes(self) -> float:
        """By a line through what it was."""
        after = [each.after for each in self.warm]
        memory = [each.memory for each in self.warm]
        middle, mean = sum(after) / len(after), sum(memory) / len(memory)
        pairs = zip(after, memory, strict=True)
        rise = sum((at - middle) * (mb - mean) for at, mb in pairs)
        return 600 * rise / sum((at - middle) ** 2 for at in after)

    @property
    def more_files(self) -> int:
        return _more([each.files for each in self.warm])

    @property
    def more_threads(self) -> int:
        return _more([each.threads for each in self.warm])

    @property
    def is_flat(self) -> bool:
        """But for memory, which takes longer to tell, and for what a busy machine takes too long
        to answer."""
        return self.more_files <= AT_WORK and self.more_threads <= AT_WORK

    @property
    def failed(self) -> list[str]:
        return [each for each in self.answers if each.split()[-1] not in {"200", "204"}]

    @property
    def is_clean(self) -> bool:
        return self.is_flat and not self.failed and self.mb_in_ten_minutes <= MOST_MB


def _more(counts: list[int]) -> int:
    """The most of the last third over the most of the first: what comes and goes is no growth."""
    third = max(1, len(counts) // 3)
    return max(counts[-third:]) - max(counts[:third])


Until = Callable[[Soak], bool]


async def soaked(
    folder: Path, seconds: float, program: tuple[str, ...] = RUN, until: Until = bool
) -> Soak:
    """So long, and until that is so, but for ten times as long at most: a busy machine warms up
    late, asks for little, and answers most of that from what it keeps."""
    seeded = await seed(folder)
    await _fill(folder, seeded)
    found = Soak([], Counter())
    async with running(folder, program, **UNLIMITED) as server:
        async with _asked(server, seeded, found.answers):
            process, began = psutil.Process(server.pid), time.monotonic()
            while (after := time.monotonic() - began) < seconds or not until(found):
                if after > 10 * seconds:
                    break
                memory = process.memory_info().rss / 1e6
                found.samples.append(
                    Sample(after, memory, process.num_fds(), process.num_threads())
                )
                await asyncio.sleep(min(5.0, seconds / 30))
    return found


async def _fill(folder: Path, seeded: Seeded) -> None:
    now = time.time_ns() // 1_000_000
    async with Database.open(folder / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        for start in range(0, BEFORE, 1_000):
            rows = []
            for number in range(start + 1, start + 1_001):
                at = now - 90 * DAY + number * 89 * DAY // BEFORE
                who, path = visitor(number // 3 + 1, seeded.site.id), f"/articles/{number % 500}"
                rows.append(event(number, who=who, visit=number // 3 + 1, at=at, path=path))
            await log.append(rows)


@asynccontextmanager
async def _asked(
    server: ServerProcess, seeded: Seeded, answers: Counter[str]
) -> AsyncIterator[None]:
    """By all that asks, each again and again, while the context is open."""
    origin, site = f"http://127.0.0.1:{server.port}", f"/sites/{seeded.site.id}"
    headers = OUR_PAGE | {"Cookie": seeded.cookie}
    async with aiohttp.ClientSession(origin, headers=headers) as session:

        async def page(number: int) -> None:
            period, more = PERIODS[number % 3], FILTERS[number // 3 % 3]
            await _told(session.get(f"{site}?period={period}{more}"), "page", answers)

        async def query(number: int) -> None:
            asked = {"metrics": ["visitors"], "dimensions": ["event:page"]}
            asked["date_range"] = PERIODS[number % 3]
            asked["filters"] = [["contains", "event:page", [f"/articles/{number % 10}"]]]
            await _told(session.post(f"{site}/query", json=asked), "query", answers)

        async def export(number: int) -> None:
            kind = ("csv", "ndjson")[number % 2]
            await _told(session.get(f"{site}/export?format={kind}"), "export", answers)

        async def hit(number: int) -> None:
            said = {"name": "pageview", "url": f"https://example.com/articles/{number % 500}"}
            body = json.dumps(said | {"id": f"soak-{number}"})
            agent = {"User-Agent": f"{BROWSER} {_visitor(number)}", "Content-Type": "text/plain"}
            sent = session.post(f"/visit/{seeded.site.key}", data=body, headers=agent)
            await _told(sent, "hit", answers)

        async def live(_: int) -> None:
            async with session.ws_connect(f"{site}/live/socket", origin=origin) as socket:
                for _ in range(50):
                    await socket.receive(timeout=PATIENCE)
            answers["live 200"] += 1

        work = ((page, 0.5), (query, 0.3), (export, 10.0), (hit, 0.05), (live, 0.1))
        tasks = [asyncio.create_task(_again(each, apart)) for each, apart in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            failed = [each for each in ends if not isinstance(each, asyncio.CancelledError)]
            answers.update(f"{each!r} failed" for each in failed)


def _visitor(number: int) -> int:
    return (number // (AT_ONCE * READ) * AT_ONCE + number % AT_ONCE) % CROWD


async def _again(ask: Callable[[int], Awaitable[None]], apart: float) -> None:
    for number in itertools.count():
        await ask(number)
        await asyncio.sleep(apart)


async def _told(
    asking: aiohttp.client._RequestContextManager, what: str, answers: Counter[str]
) -> None:
    async with asking as answer:
        text = await answer.text()
        why = f": {text[:200]}" if answer.status >= 400 else ""
        answers[f"{what}{why} {answer.status}"] += 1
