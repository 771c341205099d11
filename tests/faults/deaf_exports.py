"""Whoever asks for a site's events or visits as a file and reads none of it: a row at a time would
be held for them for ever, and with it the log."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from aiohttp.test_utils import TestClient

from tests.eventually import eventually
from tests.making import event, visitor
from tests.product_server import ProductServer
from tests.raw_socket import deaf
from tests.seeded_data import Seeded, seed
from tracker.app import create_app
from tracker.config import Config
from tracker.services.reports import open_file, readers
from tracker.web import keys
from tracker.web.sites import downloads

WITHIN = downloads.SEND_WITHIN + 5.0  # seconds, with what comes before the last piece
GROWN_MB = 10.0
FILES = [(what, kind) for what in ("events", "visits") for kind in ("csv", "ndjson")]
LONG = "a title that takes room, " * 120


class Deafness(NamedTuple):
    """Of exports of so many events: the seconds until each was cut off, how far memory grew
    meanwhile, and of how many the log could be emptied while nobody read."""

    events: int
    cut_off_after: list[float]
    grown_mb: float
    log_was_free: int

    @property
    def is_clean(self) -> bool:
        in_time = max(self.cut_off_after) <= WITHIN
        return self.is_bounded and in_time and self.grown_mb <= GROWN_MB

    @property
    def is_bounded(self) -> bool:
        """But for the time, and for memory that others of this process take: held whole, a file
        would take more than all of its titles."""
        everyone = len(self.cut_off_after) == self.log_was_free == len(FILES)
        return everyone and self.grown_mb <= self.events * len(LONG) / 2e6


async def exports_to_the_deaf(folder: Path, events: int) -> Deafness:
    """One after the other, for nobody is sent two at once."""
    seeded = await seed(folder)
    config = Config(data_dir=folder, environment="test", backup_every=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_file, "OPENS_WITHIN", 60.0)
        patch.setattr(readers, "DEADLINE", 60.0)  # how busy this machine is does not matter here
        async with TestClient(ProductServer(create_app(config))) as client:
            await _fill(client, seeded, events)
            await _read_one(client, seeded)  # what is made once is made by now
            found = Deafness(events, [], 0.0, 0)
            before = _memory()
            for what, kind in FILES:
                seconds, free = await _one(client, seeded, f"what={what}&format={kind}")
                found.cut_off_after.append(seconds)
                found = found._replace(
                    grown_mb=max(found.grown_mb, _memory() - before),
                    log_was_free=found.log_was_free + free,
                )
            return found


async def _fill(client: TestClient, seeded: Seeded, events: int) -> None:
    """Visits of one pageview each, some thousand a day."""
    log, now = client.app[keys.LOG], client.app[keys.CLOCK]()
    for start in range(0, events, 1_000):
        rows = []
        for number in range(start + 1, min(start + 1_000, events) + 1):
            at = now - 86_400_000 + number
            row = event(number, who=visitor(number, seeded.site.id), visit=number, at=at)
            row.title = LONG
            rows.append(row)
        await log.append(rows)


async def _read_one(client: TestClient, seeded: Seeded) -> None:
    for what, kind in FILES:
        path = f"/sites/{seeded.site.id}/export?what={what}&format={kind}"
        answer = await client.get(path, headers={"Cookie": seeded.cookie})
        assert answer.status == 200, await answer.text()
        await answer.read()


async def _one(client: TestClient, seeded: Seeded, query: str) -> tuple[float, bool]:
    """After how many seconds it was given up, and whether the log could be emptied meanwhile."""
    request = (
        f"GET /sites/{seeded.site.id}/export?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: {seeded.cookie}\r\n\r\n"
    ).encode()
    under_way, db = client.app[keys.EXPORTS], client.app[keys.DATABASE]
    async with AsyncExitStack() as stack:
        began = time.monotonic()
        await stack.enter_async_context(deaf(client.port, request))
        await eventually(lambda: bool(under_way))
        await asyncio.sleep(downloads.SEND_WITHIN / 2)
        still, is_free = bool(under_way), await db.empty_log()
        await eventually(lambda: not under_way)
        return time.monotonic() - began, still and is_free


def _memory() -> float:
    return float(psutil.Process().memory_info().rss / 1e6)
