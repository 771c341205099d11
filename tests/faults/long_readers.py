"""Somebody reads for a minute while hits come and reports follow: the log's file from outside, and
a report that does not end. What they hold back is no hit, and is gone when they are."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.seeded_data import Seeded, seed
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.reports.question import Question, Span
from tracker.services.reports import open_file, readers, verifying
from tracker.storage.reports.duck import Connection, run
from tracker.web import keys

EVER = Span(0, 1 << 42)
ROUNDS = 4  # with and without such a reader, in turns
CONNECTIONS = 16
LEAST = 0.9  # of the hits that are taken without


class Read(NamedTuple):
    """Hits a second without and with such readers, medians. `counted` of so many `hits`; `left`:
    bytes of the two write-ahead logs once they are gone. `different`: the first figure that differs
    from a fresh count."""

    without: float
    beside: float
    hits: int
    counted: int
    left: int
    different: str

    @property
    def is_clean(self) -> bool:
        return self.is_exact and self.beside >= LEAST * self.without

    @property
    def is_exact(self) -> bool:
        """But for the time."""
        return self.counted == self.hits and not self.left and not self.different


async def read_for(folder: Path, seconds: float) -> Read:
    """So long in all, and as long without."""
    seeded = await seed(folder)
    config = Config(
        data_dir=folder,
        environment="test",
        backup_every=0,
        rate_per_address=10**6,
        rate_burst=10**6,
        rate_per_site=10**7,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_file, "OPENS_WITHIN", 60.0)
        patch.setattr(readers, "DEADLINE", 60.0)  # how busy this machine is does not matter here
        async with TestClient(ProductServer(create_app(config))) as client:
            await _counted(client, seeded)
            rates: tuple[list[float], list[float]] = ([], [])
            hits = 0
            for number in range(ROUNDS):
                hits += await _one(client, seeded, f"w{number}", seconds / ROUNDS, rates[0])
                async with _reading(client, folder):
                    hits += await _one(client, seeded, f"b{number}", seconds / ROUNDS, rates[1])
            counted, left = await _counted(client, seeded), await _left(client, folder)
            different = await _different(client)
            return Read(median(rates[0]), median(rates[1]), hits, counted, left, different)


async def _one(
    client: TestClient, seeded: Seeded, name: str, seconds: float, rates: list[float]
) -> int:
    """The hits that were acknowledged, while somebody asks for a report all the time."""
    load = Load(client.port, seeded.site.key, name, CONNECTIONS)
    async with load.running():
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while loop.time() < ends:
            await _counted(client, seeded)
            await asyncio.sleep(min(1.0, seconds / 4))
        rates.append(len(load.acknowledged) / seconds)
    return len(load.acknowledged)


@asynccontextmanager
async def _reading(client: TestClient, folder: Path) -> AsyncIterator[None]:
    """A reader of the log's file, and one of the reports', who stay where they are."""
    reports = client.app[keys.FOLLOWED_REPORTS]
    connection = await reports.in_turn(lambda file: file.connection())
    with closing(sqlite3.connect(folder / "tracker.db")) as log, closing(connection):
        log.execute("begin")
        log.execute("select count(*) from event").fetchone()
        run(connection, "begin")
        run(connection, "select count(*) from recent")
        yield


async def _counted(client: TestClient, seeded: Seeded) -> int:
    asked = Question(site_id=seeded.site.id, zone="UTC", span=EVER, metrics=("pageviews",))
    [row] = (await client.app[keys.FOLLOWED_REPORTS].answer(asked)).rows
    return int(str(row.metrics[0] or 0))


async def _left(client: TestClient, folder: Path) -> int:
    """Of the two logs, once both files have taken them over."""
    await eventually(client.app[keys.DATABASE].empty_log)
    reports = client.app[keys.FOLLOWED_REPORTS]
    await reports.in_turn(lambda file: _checkpoint(file.connection()))
    logs = [folder / "tracker.db-wal", folder / "reports.duckdb.wal"]
    return sum(each.stat().st_size for each in logs if each.exists())


def _checkpoint(connection: Connection) -> None:
    run(connection, "checkpoint")


async def _different(client: TestClient) -> str:
    app = client.app
    in_turn, path = app[keys.FOLLOWED_REPORTS].in_turn, app[keys.DATABASE].path
    found = await verifying.verify(in_turn, path, app[keys.CLOCK](), lambda *_: None)
    return str(found or "")
