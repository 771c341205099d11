"""Salts that all processes share, and no disk."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.eventually import PATIENCE, eventually
from tests.making import NOON
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.salts import NatsSalts, NoSalt
from tracker.storage.nats.streams import prepare

pytestmark = needs_nats

TODAY = datetime.fromtimestamp(NOON / 1000, UTC).date()
DAY = 86_400_000


@pytest.fixture
async def client(beside: SteadyClient) -> SteadyClient:
    """With no salt yet."""
    await prepare(beside, [], PATIENCE)
    await beside.jetstream().purge_stream("SALTS")
    return beside


def around(day: date) -> list[date]:
    return [day + timedelta(days=offset) for offset in range(-2, 3)]


async def test_twenty_who_begin_at_once_have_the_same(
    client: SteadyClient, shared_nats: NatsServers
) -> None:
    async with AsyncExitStack() as clients:
        others = [
            NatsSalts(
                await clients.enter_async_context(connected(shared_nats.url, "front", PATIENCE)),
                os.urandom,
            )
            for _ in range(20)
        ]
        await asyncio.gather(*(patiently(each, NOON) for each in others))
        for day in around(TODAY):
            assert len({each.of(day) for each in others}) == 1
        assert len({others[0].of(day) for day in around(TODAY)}) == 5


async def patiently(salts: NatsSalts, now: int) -> None:
    """As the server does that cannot yet have them."""

    async def turned() -> bool:
        try:
            await salts.turn(now)
        except RefusesForNow:
            return False
        return True

    await eventually(turned)


async def test_a_salt_stays_as_long_as_its_visits_may_go_on(client: SteadyClient) -> None:
    salts = NatsSalts(client, os.urandom)
    await salts.turn(NOON)
    before = {day: salts.of(day) for day in around(TODAY)}
    await salts.turn(NOON + DAY)
    assert [salts.of(day) for day in around(TODAY)[1:]] == [*before.values()][1:]
    with pytest.raises(NoSalt):
        salts.of(around(TODAY)[0])
    newcomer = NatsSalts(client, os.urandom)
    await newcomer.turn(NOON)
    assert newcomer.of(around(TODAY)[0]) != before[around(TODAY)[0]]
    assert newcomer.of(TODAY) == before[TODAY]


async def test_a_day_that_nobody_foresaw_is_refused_for_now(client: SteadyClient) -> None:
    salts = NatsSalts(client, os.urandom)
    with pytest.raises(RefusesForNow, match=f"no salt of {TODAY} yet"):
        salts.of(TODAY)


async def test_where_there_is_no_room_it_is_told(client: SteadyClient) -> None:
    config = (await client.jetstream().stream_info("SALTS")).config
    await client.jetstream().update_stream(config.evolve(max_bytes=10))
    salts = NatsSalts(client, os.urandom)
    with pytest.raises(RefusesForNow, match="maximum bytes exceeded"):
        await salts.turn(NOON)
    await client.jetstream().update_stream(config)
    await salts.turn(NOON)


async def test_no_salt_is_on_a_disk_at_any_time(tmp_path: Path) -> None:
    with nats_servers(tmp_path) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [0], PATIENCE)
            await client.jetstream().publish("in.0", b"to be found")
            salts = NatsSalts(client, os.urandom)
            await patiently(salts, NOON)
            secrets = [salts.of(day) for day in around(TODAY)]
            await patiently(salts, NOON + 9 * DAY)
            secrets += [salts.of(day) for day in around(TODAY + timedelta(days=9))]
        servers.nodes[0].stop()
        written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"to be found" in data for data in written)
    for secret in secrets:
        assert not any(secret in data or secret.hex().encode() in data for data in written)


async def test_who_knows_a_salt_brings_it_back_after_all_were_away(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [], PATIENCE)
            old = NatsSalts(client, os.urandom)
            await old.turn(NOON)
            before = old.of(TODAY)
            servers.nodes[0].kill()
            servers.start()
            await patiently(old, NOON)
            newcomer = NatsSalts(client, os.urandom)
            await patiently(newcomer, NOON)
            assert old.of(TODAY) == newcomer.of(TODAY) == before


async def test_who_cannot_turn_keeps_what_there_was(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [], PATIENCE)
            salts = NatsSalts(client, os.urandom)
            await salts.turn(NOON)
            before = salts.of(TODAY)
            servers.nodes[0].pause()
            with pytest.raises(RefusesForNow):
                await salts.turn(NOON + DAY)
            servers.nodes[0].resume()
            assert salts.of(TODAY) == before
