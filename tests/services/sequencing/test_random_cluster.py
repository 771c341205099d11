"""Several processes that fight, are killed and are repeated, against plain arithmetic."""

from __future__ import annotations

import asyncio
import random
from contextlib import aclosing

import pytest

from tests.engines.cluster import Cluster
from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_inbox import MemoryInbox
from tests.engines.memory_shard_log import MemoryShardLog
from tests.engines.memory_trouble import Trouble
from tests.engines.visiting import Visiting
from tests.eventually import eventually
from tests.services.sequencing.making import hit
from tracker.domain.rows import Row
from tracker.services.background import put_to_an_end
from tracker.services.sequencing import shard_sequencer
from tracker.services.sequencing.patience import patiently
from tracker.services.sequencing.shard_sequencer import ShardSequencer

PERSONS, HITS = 30, 300


async def log_of(cluster: Cluster) -> list[Row]:
    """Once everything that was taken is in it."""
    rows: list[Row] = []
    newest = await patiently("read", lambda: cluster.log.newest(cluster.shard))
    async with aclosing(cluster.log.follow(cluster.shard, 0)) as following:
        while not rows or rows[-1].cursor < newest.cursor:
            rows += await anext(following)
    return rows


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_or_twice_or_in_a_wrong_visit(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard_sequencer, "PURGE_EVERY", 0.003)
    chance = random.Random(seed)
    trouble = Trouble(chance, lost=0.05)
    inbox, filing = MemoryInbox(trouble), MemoryFiling(trouble)
    cluster = Cluster(inbox, MemoryShardLog(1, trouble, now=lambda: cluster.clock), filing)
    visiting = Visiting(cluster, chance, PERSONS)
    async with cluster.running():
        going = asyncio.create_task(visiting.go(HITS))
        while not going.done():
            await asyncio.sleep(chance.random() / 50)
            await cluster.kill_one(chance)
        await going
        beacons = set(visiting.acknowledged)

        def all_filed() -> bool:
            return beacons <= {getattr(row, "beacon", 0) for row in filing.rows[0].values()}

        await eventually(all_filed)
        rows = await settled(cluster)
        await eventually(lambda: len(filing.rows[0]) == len(rows))
    assert visiting.check(rows) == []
    assert list(filing.rows[0].values()) == rows
    assert len(beacons) == HITS
    assert cluster.killed > 5
    assert cluster.fenced > 5


async def settled(cluster: Cluster) -> list[Row]:
    """The log, once nothing more comes into it."""
    rows: list[Row] = []

    async def is_still() -> bool:
        nonlocal rows
        before, rows = rows, await log_of(cluster)
        await asyncio.sleep(0.05)
        return rows == before

    await eventually(is_still)
    return rows


@pytest.mark.parametrize("steps", range(1, 60, 2))
async def test_one_killed_at_any_moment_loses_nothing(steps: int) -> None:
    """`steps` of the event loop after it has begun; each await of it is among them."""
    trouble = Trouble(random.Random(steps), lost=0.0)
    inbox, log = MemoryInbox(trouble), MemoryShardLog(1, trouble)
    for beacon in range(1, 13):
        await inbox.put(0, [hit(beacon=beacon), hit(2, beacon=beacon)], 9)
    for turn in range(1, 40):
        sequencer = ShardSequencer(0, inbox, log, "ada", lambda: 0, b"", MemoryFiling())
        task = asyncio.create_task(sequencer.run(turn))
        for _ in range(steps if turn < 39 else 1_000):
            await asyncio.sleep(0)
        await put_to_an_end(task)
    rows = [row for message in log.kept[0].kept.values() for row in message.rows]
    assert [row.beacon for row in rows] == list(range(1, 13))
    assert (await log.newest(0)).taken == 12
