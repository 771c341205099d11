"""A million old visits go while hits pour in: what that holds up, and what becomes of the room."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.seeded_log import DAY, filled
from tests.beacon_load import Load
from tests.eventually import eventually
from tests.faults.backups_under_load import tracker
from tests.faults.stalls import Stalls
from tests.seeded_data import seed
from tests.server_process import running
from tests.stored_hits import integrity_of

LONGEST_STALL = 0.1  # seconds


class Pruned(NamedTuple):
    """`left`: old events that are still there. `again`: the file after as many new events, MB."""

    events: int
    left: int
    seconds: float
    hits: int
    stall: float  # the longest time between two answers meanwhile
    usual_stall: float  # the same before it
    before: float  # MB
    again: float
    integrity: str


async def pruned(data: Path, events: int) -> Pruned:
    """Fill, prune under load, fill again."""
    site = (await seed(data)).site
    path = data / "tracker.db"
    await filled(path, [site.id], events, age=10 * DAY)
    before = path.stat().st_size / 1e6
    async with running(data, RETENTION_DAYS="3", BACKUP_EVERY="0") as server:
        load = Load(server.port, site.key, "prune", connections=16)
        stalls = Stalls(load)
        async with load.running():
            await eventually(lambda: len(load.acknowledged) > 100, within=60)
            async with stalls.watched():
                await asyncio.sleep(3)
            usual, hits, began = stalls.longest, len(load.acknowledged), time.monotonic()
            async with stalls.watched():
                said = await asyncio.to_thread(tracker, data, "prune", "--sure", "--json")
            seconds, hits = time.monotonic() - began, len(load.acknowledged) - hits
    left = _older(path)
    await filled(path, [site.id], events, age=DAY)
    return Pruned(
        sum(each["events"] for each in json.loads(said)),
        left,
        seconds,
        hits,
        stalls.longest,
        usual,
        before,
        path.stat().st_size / 1e6,
        integrity_of(data),
    )


def _older(path: Path) -> int:
    limit = int(time.time() * 1000) - 5 * DAY
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return int(db.execute("select count(*) from event where at < ?", (limit,)).fetchone()[0])
