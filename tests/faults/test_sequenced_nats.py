"""Processes that are killed and fight over one shard, while the NATS servers that lead it die."""

from __future__ import annotations

import asyncio
import random
import uuid
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.engines.cluster import Cluster
from tests.engines.memory_filing import MemoryFiling
from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.engines.visiting import Visiting
from tests.eventually import PATIENCE, eventually
from tracker.domain.rows import Row
from tracker.services.sequencing.patience import patiently
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.inbox import NatsInbox
from tracker.storage.nats.shard_log import NatsShardLog
from tracker.storage.nats.streams import inbox_stream, log_stream, prepare

pytestmark = [pytest.mark.fault, needs_nats]

PERSONS, HITS = 20, 160
DEATHS = {40: log_stream(0), 90: inbox_stream(0)}  # after so many hits: who leads that


async def leader_of(client: SteadyClient, stream: str) -> str:
    async def known() -> str:
        info = await client.jetstream().stream_info(stream)
        return info.cluster.leader or "" if info.cluster else ""

    return await patiently("ask who leads", lambda: eventually(known))


async def deaths(servers: NatsServers, client: SteadyClient, visiting: Visiting) -> None:
    """Leaders, one after the other, and each is started again before the next one dies."""
    for hits, stream in DEATHS.items():
        await eventually(lambda: len(visiting.acknowledged) >= hits, 4 * PATIENCE)  # noqa: B023
        node = servers.node(await leader_of(client, stream))
        node.kill()
        await asyncio.sleep(2)
        await asyncio.to_thread(servers.start)


async def rows_of(cluster: Cluster, beacons: set[int]) -> list[Row]:
    """The log, once all that was acknowledged is there, or nothing came for long; and what comes
    in a moment behind it."""
    rows: list[Row] = []
    missing = set(beacons)
    async with aclosing(cluster.log.follow(0, 0)) as following:
        while True:
            try:
                async with asyncio.timeout(PATIENCE if missing else 3):
                    rows += await anext(following)
            except TimeoutError:
                return rows
            missing -= {getattr(row, "beacon", 0) for row in rows}


async def test_nothing_is_lost_or_twice_while_leaders_die(tmp_path: Path) -> None:
    chance = random.Random(1)
    with nats_servers(tmp_path) as servers:
        async with connected(servers.url, "ada", PATIENCE) as client:
            await prepare(client, [0], PATIENCE)
            inbox, filing = NatsInbox(client, uuid.uuid4().hex), MemoryFiling()
            cluster = Cluster(inbox, NatsShardLog(client, [0]), filing)
            visiting = Visiting(cluster, chance, PERSONS)
            async with cluster.running(), asyncio.TaskGroup() as beside:
                beside.create_task(deaths(servers, client, visiting))
                going = beside.create_task(visiting.go(HITS))
                while not going.done():
                    await asyncio.wait({going}, timeout=chance.random())
                    await cluster.kill_one(chance)
                rows = await rows_of(cluster, set(visiting.acknowledged))
                await eventually(lambda: len(filing.rows[0]) == len(rows))
    assert visiting.check(rows) == []
    assert list(filing.rows[0].values()) == rows
    assert len(visiting.acknowledged) == HITS
    assert cluster.killed
    assert cluster.fenced
