"""NATS' servers are killed, stopped, sent away one after the other, and lose their quorum, while
hits are put, sequenced and followed: no acknowledged one is lost, none is there twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.engines.engine import Engine
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import NatsNode, NatsServers, nats_servers, needs_nats
from tests.eventually import PATIENCE, eventually
from tests.making import event
from tracker.domain.arrivals import Arrival
from tracker.domain.events import Event
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.streams import inbox_stream, log_stream
from tracker.storage.processes.shard_log import Position

pytestmark = [pytest.mark.fault, needs_nats]

VISITORS = 8
PATIENT = 4.0  # seconds until a hit is refused
DOWN = 1.5  # seconds
A_TRY = PATIENCE / 10  # seconds: a question to one who is just killed has no answer, ever


class Load:
    """Hits by visitors, each after the answer to the one before; what became of them."""

    def __init__(self, nats: Engine) -> None:
        self._nats = nats
        self._numbers = count(1)
        self.acknowledged: set[str] = set()
        self.refused: set[str] = set()
        self.ends = False

    async def visitor(self) -> None:
        while not self.ends:
            path = f"/{next(self._numbers)}"
            try:
                await self._nats.inbox.put(self._nats.shard, [hit(path)], PATIENT)
                self.acknowledged.add(path)
            except RefusesForNow:
                self.refused.add(path)
            await asyncio.sleep(0.02)


def hit(path: str) -> Arrival:
    return Arrival(event(path=path))


async def sequence(nats: Engine, by: str) -> None:
    """From the inbox into the log, a message each, as whoever holds the shard does."""
    stands = await answered(lambda: nats.log.newest(nats.shard))
    async with aclosing(nats.inbox.taken_after(nats.shard, stands.taken)) as batches:
        async for batch in batches:
            for message in batch:
                rows = [arrival.row for arrival in message.arrivals]
                for number, row in enumerate(rows, 1):
                    row.cursor = cursor_in(message_with(stands.cursor) + 1, number)
                at = Position(stands.cursor, message.position)
                stands = await answered(
                    lambda rows=rows, at=at: nats.log.append(nats.shard, rows, at, by)
                )


async def answered(act: Callable[[], Awaitable[Position]]) -> Position:
    while True:
        try:
            return await act()
        except RefusesForNow:
            await asyncio.sleep(0.05)


async def follow(nats: Engine, seen: list[Row]) -> None:
    async with aclosing(nats.log.follow(nats.shard, 0)) as batches:
        async for rows in batches:
            seen += rows


@asynccontextmanager
async def under_load(folder: Path) -> AsyncIterator[tuple[NatsServers, Engine, SteadyClient]]:
    """At its end all that was acknowledged is in the log, once, and both who follow have it."""
    with nats_servers(folder) as servers:
        async with (
            nats_engine(servers.url) as nats,
            connected(servers.url, "c", PATIENCE) as beside,
        ):
            load, seen = Load(nats), [list[Row](), list[Row]()]
            working = [asyncio.create_task(follow(nats, each)) for each in seen]
            working.append(asyncio.create_task(sequence(nats, "ada")))
            visiting = [asyncio.create_task(load.visitor()) for _ in range(VISITORS)]
            await eventually(lambda: len(load.acknowledged) > VISITORS)
            yield servers, nats, beside
            before = len(load.acknowledged)
            await eventually(lambda: len(load.acknowledged) > before + VISITORS)
            load.ends = True
            await asyncio.gather(*visiting)
            await eventually(lambda: all(load.acknowledged <= set(paths_of(each)) for each in seen))
            for task in working:
                task.cancel()
            await asyncio.wait(working)
            assert_whole(load, seen)


def assert_whole(load: Load, seen: Sequence[list[Row]]) -> None:
    for rows in seen:
        paths = paths_of(rows)
        assert load.acknowledged - set(paths) == set()
        assert [path for path, times in Counter(paths).items() if times > 1] == []
        assert set(paths) <= load.acknowledged | load.refused
        cursors = [row.cursor for row in rows]
        assert cursors == sorted(set(cursors))


def paths_of(rows: Sequence[Row]) -> list[str]:
    return [row.page.path for row in rows if isinstance(row, Event)]


async def leader(servers: NatsServers, client: SteadyClient, stream: str) -> NatsNode:
    """Who leads the stream, as soon as somebody does."""
    found: list[str] = []

    async def led() -> bool:
        try:
            info = await client.jetstream(timeout=A_TRY).stream_info(stream)
        except Exception as error:
            raise AssertionError(error) from error
        found.append((info.cluster and info.cluster.leader) or "")
        return bool(found[-1])

    await eventually(led)
    return servers.node(found[-1])


async def test_leaders_are_killed(tmp_path: Path) -> None:
    async with under_load(tmp_path) as (servers, nats, beside):
        for stream in (log_stream(nats.shard), inbox_stream(nats.shard)):
            (await leader(servers, beside, stream)).kill()
            await asyncio.sleep(DOWN)
            await asyncio.to_thread(servers.start)


async def test_a_leader_stops_and_goes_on(tmp_path: Path) -> None:
    """It believes to lead on, while another does."""
    async with under_load(tmp_path) as (servers, nats, beside):
        node = await leader(servers, beside, log_stream(nats.shard))
        node.pause()
        await asyncio.sleep(4 * DOWN)
        node.resume()


async def test_servers_are_restarted_one_after_the_other(tmp_path: Path) -> None:
    async with under_load(tmp_path) as (servers, _, _):
        for node in servers.nodes:
            await asyncio.to_thread(node.lame_duck)
            await asyncio.to_thread(servers.start)


async def test_two_of_three_are_down(tmp_path: Path) -> None:
    """Nothing is acknowledged meanwhile, and everything afterwards."""
    async with under_load(tmp_path) as (servers, nats, _):
        for node in servers.nodes[:2]:
            node.kill()
        with pytest.raises(RefusesForNow):
            await nats.inbox.put(nats.other, [hit("/")], DOWN)
        await asyncio.to_thread(servers.start)
