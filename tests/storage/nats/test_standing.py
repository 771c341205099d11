"""How the streams stand, as the servers say."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.engines.engine import Engine
from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.eventually import PATIENCE, eventually
from tests.making import event
from tracker.domain.arrivals import Arrival
from tracker.domain.shard_cursors import cursor_in
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.standing import queue_standing
from tracker.storage.nats.streams import prepare
from tracker.storage.processes.shard_log import Position
from tracker.storage.processes.standing import QueueStanding

pytestmark = needs_nats


def now() -> int:
    return time.time_ns() // 1_000_000


async def standing(client: SteadyClient, shard: int, mark: int | None = None) -> QueueStanding:
    marks = {} if mark is None else {shard: mark}
    return await queue_standing(client, [shard], marks, now)


async def test_what_waits_is_told_and_since_when(nats: Engine, beside: SteadyClient) -> None:
    for number in range(3):
        await nats.inbox.put(nats.shard, [Arrival(event(number))], PATIENCE)
    assert (await standing(beside, nats.shard)).shards[0].waits == 3
    row = event(1)
    row.cursor = cursor_in(1, 1)
    await nats.log.append(nats.shard, [row], Position(0, 2), "me")
    async with nats.leases.hold(f"{nats.name}-sequencer"):
        stands = await standing(beside, nats.shard, 0)
    shard = stands.shards[0]
    assert f"{nats.name}-sequencer" in stands.holders
    assert stands.version >= (2, 11)
    assert (shard.waits, shard.log.newest, shard.log.messages, shard.log.copies) == (1, 1, 1, 3)
    assert shard.log.leader in {"n1", "n2", "n3"}
    assert abs(shard.since - now()) < 1_000_000
    assert (await standing(beside, nats.shard, cursor_in(1, 1))).shards[0].since == 0


async def test_a_shard_that_nobody_has_is_said_to_be_none(beside: SteadyClient) -> None:
    [shard] = (await standing(beside, 999_999)).shards
    assert shard.log.wrong == shard.inbox.wrong == "stream not found"


async def test_without_a_connection_each_stream_says_why(shared_nats: NatsServers) -> None:
    async with connected(shared_nats.url, "gone", PATIENCE) as client:
        pass
    stands = await standing(client, 0, 0)
    assert {each.wrong[:19] for each in stands.streams} == {"NATS does not answe"}


@pytest.mark.fault
async def test_who_is_away_is_named_and_without_two_nobody_leads(tmp_path: Path) -> None:
    with nats_servers(tmp_path) as servers:
        async with connected(servers.url, "looks", PATIENCE) as client:
            await prepare(client, [0], PATIENCE)
            await eventually(lambda: all_there(client))
            servers.node("n3").kill()
            await eventually(lambda: is_missed(client, "n3"), 4 * PATIENCE)
            servers.node("n2").kill()
            await eventually(lambda: is_unled(client), 4 * PATIENCE)


async def all_there(client: SteadyClient) -> bool:
    return all(not each.wrong and not each.away for each in (await standing(client, 0)).streams)


async def is_missed(client: SteadyClient, server: str) -> bool:
    return any(server in each.away for each in (await standing(client, 0)).streams)


async def is_unled(client: SteadyClient) -> bool:
    return all(each.wrong for each in (await standing(client, 0)).streams)
