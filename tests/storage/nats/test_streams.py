"""The streams: as they have to be, or a sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from nats.js.api import StreamConfig

from tests.engines.engine import Engine
from tests.engines.nats_engine import two_shards, unused
from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.engines.reading import first
from tests.eventually import PATIENCE
from tests.making import event
from tracker.domain.arrivals import Arrival
from tracker.domain.shard_cursors import cursor_in
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.leases import NatsLeases
from tracker.storage.nats.streams import (
    WrongStream,
    inbox_stream,
    log_is_there,
    log_stream,
    prepare,
)
from tracker.storage.processes.shard_log import Position

pytestmark = needs_nats


async def told(client: SteadyClient, name: str) -> StreamConfig:
    return (await client.jetstream().stream_info(name)).config


async def test_each_stream_is_held_by_three_servers_and_lets_nothing_go(
    nats: Engine, beside: SteadyClient
) -> None:
    for name in (inbox_stream(nats.shard), log_stream(nats.shard)):
        config = await told(beside, name)
        assert (config.num_replicas, config.storage, config.discard) == (3, "file", "new")
        assert (config.max_age, config.retention) == (0, "limits")
    inbox, log = [await told(beside, name(nats.shard)) for name in (inbox_stream, log_stream)]
    assert (inbox.duplicate_window, inbox.republish) == (120, None)
    assert log.republish
    assert (log.republish.src, log.republish.dest) == (f"log.{nats.shard}", f"live.{nats.shard}")


async def test_salts_are_in_memory_and_leases_go_by_themselves(
    nats: Engine, beside: SteadyClient
) -> None:
    salts, leases = await told(beside, "SALTS"), await told(beside, "KV_lease")
    assert (salts.storage, salts.num_replicas, salts.discard_new_per_subject) == ("memory", 3, True)
    assert (leases.max_age, leases.num_replicas, leases.max_msgs_per_subject) == (5, 3, 1)


async def test_what_is_there_is_kept(nats: Engine, beside: SteadyClient) -> None:
    before = await told(beside, log_stream(nats.shard))
    await prepare(beside, [nats.shard], PATIENCE)
    assert await told(beside, log_stream(nats.shard)) == before


async def test_whether_anybody_has_a_shard(nats: Engine, beside: SteadyClient) -> None:
    assert await log_is_there(beside, nats.shard)
    assert not await log_is_there(beside, 999_999)


async def test_limits_are_the_operators(nats: Engine, beside: SteadyClient) -> None:
    config = await told(beside, log_stream(nats.shard))
    await beside.jetstream().update_stream(config.evolve(max_bytes=1_000_000))
    await prepare(beside, [nats.shard], PATIENCE)
    assert (await told(beside, log_stream(nats.shard))).max_bytes == 1_000_000


async def test_a_stream_that_is_otherwise_is_told(nats: Engine, beside: SteadyClient) -> None:
    config = await told(beside, log_stream(nats.shard))
    changed = config.evolve(max_age=60, duplicate_window=60, discard="old", republish=None)
    await beside.jetstream().update_stream(changed)
    with pytest.raises(WrongStream) as said:
        await prepare(beside, [nats.shard], PATIENCE)
    assert str(said.value) == (
        f"The stream LOG_{nats.shard} is not Tracker's: discard is old and has to be new; "
        f"max_age is 60.0 and has to be 0.0; "
        f"republish is None and has to be log.{nats.shard} as live.{nats.shard}"
    )


async def test_subjects_that_are_taken_are_told(nats: Engine, beside: SteadyClient) -> None:
    shard = next(unused)
    await beside.jetstream().add_stream(StreamConfig("OTHER", subjects=[f"in.{shard}"]))
    with pytest.raises(RefusesForNow, match=f"The stream IN_{shard}: .*subjects overlap"):
        await prepare(beside, [shard], 1)
    await beside.jetstream().delete_stream("OTHER")


async def test_the_first_number_of_a_log_can_be_named(shared_nats: NatsServers) -> None:
    async with connected(shared_nats.url, "test", PATIENCE) as client:
        shards = [next(unused), next(unused)]
        async with two_shards(client, shards, 5_000_000):
            state = (await client.jetstream().stream_info(log_stream(shards[0]))).state
            assert (state.first_seq, state.last_seq) == (5_000_000, 4_999_999)


async def test_an_inbox_that_is_made_anew_goes_on_behind_what_the_log_has_taken(
    nats: Engine, beside: SteadyClient
) -> None:
    """From its beginning on, what it acknowledges would be passed over."""
    await log_that_has_taken(nats, 1_000)
    await beside.jetstream().delete_stream(inbox_stream(nats.shard))
    await prepare(beside, [nats.shard], PATIENCE)
    await nats.inbox.put(nats.shard, [Arrival(event(1))], PATIENCE)
    [taken] = await first(nats.inbox.taken_after(nats.shard, 1_000), 1)
    assert taken.position == 1_001


async def test_an_inbox_from_another_time_is_told(nats: Engine, beside: SteadyClient) -> None:
    await nats.inbox.put(nats.shard, [Arrival(event(1))], PATIENCE)
    await log_that_has_taken(nats, 1_000)
    with pytest.raises(WrongStream, match=f"IN_{nats.shard} ends at 1, but .* has taken 1000"):
        await prepare(beside, [nats.shard], PATIENCE)


async def log_that_has_taken(nats: Engine, position: int) -> None:
    row = event(1)
    row.cursor = cursor_in(1, 1)
    await nats.log.append(nats.shard, [row], Position(0, position), "ada")


async def test_a_server_alone_holds_everything_once(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [0], PATIENCE)
            for name in ("IN_0", "LOG_0", "SALTS", "KV_lease", "REVOKED"):
                assert (await told(client, name)).num_replicas == 1


async def test_a_server_without_jetstream_is_told(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        servers.nodes[0].reload("jetstream: disabled\n")
        servers.nodes[0].kill()
        servers.start()
        async with connected(servers.url, "test", PATIENCE) as client:
            with pytest.raises(RefusesForNow, match="The stream LOG_0: NATS"):
                await prepare(client, [0], 1)


async def test_what_is_made_anew_goes_on_behind_what_was_there(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "anew", PATIENCE) as client:
            await prepare(client, [0, 1], PATIENCE, {1: 500}, lease=7)
            first = [(await told(client, each)).first_seq for each in ("LOG_0", "LOG_1", "IN_1")]
            assert first == [1, 500, 1]
            async with NatsLeases(client, "me", time.monotonic).hold("filer-0") as lease:
                assert lease.revision == 7
