"""A program comes back after long and reads all that it missed while hits pour in."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import NamedTuple

import aiohttp

from bench.seeded_log import filled
from tests.beacon_load import Load
from tests.eventually import eventually
from tests.faults.deaf_watchers import memory
from tests.faults.stalls import Stalls
from tests.seeded_data import Seeded, seed
from tests.server_process import ServerProcess, running

LONGEST_STALL = 0.25  # seconds, as beside a backup
MOST_MB = 10.0


class Replayed(NamedTuple):
    """`read`: old events that came. `grown`: the most memory over what it was before, MB."""

    events: int
    read: int
    seconds: float
    stall: float  # the longest time between two answers meanwhile
    usual_stall: float  # the same before it
    grown: float


async def replayed(data: Path, events: int) -> Replayed:
    """Fill, then read everything under load."""
    seeded = await seed(data)
    await filled(data / "tracker.db", [seeded.site.id], events)
    async with running(data) as server:
        load = Load(server.port, seeded.site.key, "replay", connections=8)
        stalls = Stalls(load)
        async with load.running():
            await eventually(lambda: len(load.acknowledged) > 1_000, within=60)
            async with stalls.watched():
                await asyncio.sleep(3)
            usual, before, began = stalls.longest, memory(server), time.monotonic()
            async with stalls.watched():
                read, most = await _read(server, seeded, events)
        seconds = time.monotonic() - began
    return Replayed(events, read, seconds, stalls.longest, usual, most - before)


async def _read(server: ServerProcess, seeded: Seeded, events: int) -> tuple[int, float]:
    """How many events came before the new ones, and the most memory meanwhile, MB."""
    headers = {"Authorization": f"Bearer {seeded.token}", "Last-Event-ID": "0"}
    url = f"http://127.0.0.1:{server.port}/api/sites/{seeded.site.id}/live"
    read, most = 0, 0.0
    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        async with session.get(url) as answer:
            async for chunk in answer.content.iter_any():
                read += chunk.count(b'"type":"event"')
                most = max(most, memory(server))
                if read >= events:
                    break
    return min(read, events), most
