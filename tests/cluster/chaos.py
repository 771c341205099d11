"""Processes that are one server, and their engines, are killed, stopped and started again while
visitors come and views are open: what was acknowledged is there, once, in its visit, and was seen.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from aiohttp import ClientError, ClientSession

from tests.cluster.book import Book, Watcher
from tests.cluster.house import House
from tests.cluster.own_engines import Engines, a_site_in_each_shard, own_engines
from tests.eventually import PATIENCE, eventually
from tests.server_process import ServerProcess
from tracker.storage.nats.connection import connected
from tracker.storage.nats.streams import inbox_stream, log_stream

VISITORS = 6
FRONT, BEHIND = "front,jobs", "sequencer,filer"
MORE = 10  # hits that are taken before the next one goes
SETTLES_WITHIN = 4 * PATIENCE  # a lease is free after five seconds, and much may wait


Limit = Callable[[int], dict[str, int]]  # by how many messages there are


def nothing(_there: int) -> dict[str, int]:
    """It may hold."""
    return {"max_bytes": 1}


def no_more(there: int) -> dict[str, int]:
    """It may hold than there is; a few, for the newest never goes."""
    return {"max_msgs": max(there, 4)}


class Found(NamedTuple):
    """`wrong`: in words; nothing where all is as it was answered. `slowest`: seconds."""

    acknowledged: int
    refused: int
    faults: int
    slowest: float
    wrong: list[str]


class Chaos:
    """Two fronts, and two behind them."""

    def __init__(self, house: House, engines: Engines, chance: random.Random) -> None:
        self._house = house
        self._engines = engines
        self._chance = chance
        self._living = AsyncExitStack()
        self.running: dict[str, list[ServerProcess]] = {FRONT: [], BEHIND: []}
        self.book: Book

    @asynccontextmanager
    async def processes(self) -> AsyncIterator[None]:
        async with self._living:
            for roles in (FRONT, BEHIND, FRONT, BEHIND):
                await self._another(roles)
            yield

    def fronts(self) -> Sequence[ServerProcess]:
        return self.running[FRONT]

    async def _another(self, roles: str) -> None:
        process = await self._living.enter_async_context(self._house.process(roles))
        self.running[roles].append(process)

    def faults(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self.a_front_is_killed,
            self.one_behind_is_killed,
            self.one_behind_stops_for_a_while,
            self.a_front_is_told_to_end,
            self.a_nats_server_is_killed,
            self.two_nats_servers_stop_for_a_while,
            self.clickhouse_is_killed,
            self.postgres_is_killed,
            self.an_inbox_is_full,
            self.a_log_is_full,
        ]

    async def hits_are_taken(self) -> None:
        """Some more."""
        before = self.book.taken
        await eventually(lambda: self.book.taken >= before + MORE, SETTLES_WITHIN)

    async def a_front_is_killed(self) -> None:
        await self._replaced(FRONT, signal.SIGKILL)

    async def one_behind_is_killed(self) -> None:
        await self._replaced(BEHIND, signal.SIGKILL)

    async def a_front_is_told_to_end(self) -> None:
        await self._replaced(FRONT, signal.SIGTERM)

    async def _replaced(self, roles: str, how: signal.Signals) -> None:
        """The other one goes on meanwhile."""
        process = self.running[roles].pop(self._chance.randrange(len(self.running[roles])))
        process.send(how)
        code = await process.ended(SETTLES_WITHIN)
        assert code == (0 if how is signal.SIGTERM else -how), process.said()[-3000:]
        await self._another(roles)

    async def one_behind_stops_for_a_while(self) -> None:
        """Until the other one has what it held; and then it goes on as if nothing were."""
        process = self._chance.choice(self.running[BEHIND])
        process.send(signal.SIGSTOP)
        try:
            await self._all_is_filed()
        finally:
            process.send(signal.SIGCONT)

    async def _all_is_filed(self) -> None:
        """That is acknowledged by now."""
        wanted = {site: set(paths) for site, paths in self.book.acknowledged.items()}

        async def is_filed() -> bool:
            filed = {site: await self._house.filed(site) for site in wanted}
            return all(paths <= filed[site].keys() for site, paths in wanted.items())

        await eventually(is_filed, SETTLES_WITHIN)

    async def a_nats_server_is_killed(self) -> None:
        node = self._chance.choice(self._engines.nats.nodes)
        await asyncio.to_thread(node.kill)
        await self.hits_are_taken()
        await asyncio.to_thread(self._engines.nats.start)

    async def two_nats_servers_stop_for_a_while(self) -> None:
        """Nothing is acknowledged without them."""
        nodes = self._chance.sample(self._engines.nats.nodes, 2)
        before = self.book.refused
        for node in nodes:
            node.pause()
        try:
            await eventually(lambda: self.book.refused > before, SETTLES_WITHIN)
        finally:
            for node in nodes:
                node.resume()

    async def clickhouse_is_killed(self) -> None:
        self._engines.clickhouse.kill()
        await self.hits_are_taken()
        await asyncio.to_thread(self._engines.clickhouse.start)

    async def postgres_is_killed(self) -> None:
        await asyncio.to_thread(self._engines.postgres.stop, signal.SIGKILL)
        await self.hits_are_taken()
        await asyncio.to_thread(self._engines.postgres.start)

    async def an_inbox_is_full(self) -> None:
        """Fronts say so, and that it is over."""
        async with self._full(inbox_stream(0), nothing):
            await eventually(lambda: self._says_it_is_ready(503), SETTLES_WITHIN)
        await eventually(lambda: self._says_it_is_ready(200), SETTLES_WITHIN)

    async def a_log_is_full(self) -> None:
        """What is filed makes room."""
        async with self._full(log_stream(0), no_more):
            await self.hits_are_taken()
            await self._all_is_filed()

    @asynccontextmanager
    async def _full(self, stream: str, limit: Limit) -> AsyncIterator[None]:
        async with connected(self._engines.nats.url, "operator", PATIENCE) as client:
            jetstream = client.jetstream(timeout=PATIENCE)
            found = await jetstream.stream_info(stream)
            full = found.config.evolve(**limit(found.state.messages))
            await jetstream.update_stream(full)
            try:
                yield
            finally:
                await jetstream.update_stream(found.config)

    async def _says_it_is_ready(self, status: int) -> bool:
        """Each front, and that it is not."""
        return set(await asyncio.gather(*map(readiness, self.fronts()))) == {status}


async def readiness(front: ServerProcess) -> int:
    async with ClientSession() as browser:
        try:
            async with browser.get(f"http://127.0.0.1:{front.port}/readyz") as answer:
                return answer.status
        except (ClientError, OSError):
            return 0


async def chaos(folder: Path, seed: int, seconds: float = 0.0) -> Found:
    """Each fault once, in any order; and again until so many seconds are over."""
    chance = random.Random(seed)
    async with own_engines(folder) as (house, engines):
        made = Chaos(house, engines, chance)
        async with made.processes():
            sites = await a_site_in_each_shard(house)
            made.book = Book(made.fronts, [site for site, _ in sites])
            views = [Watcher(made.fronts, site, token) for site, token in sites for _ in range(2)]
            watching = [asyncio.create_task(each.watch(random.Random(seed))) for each in views]
            faults = await among_visitors(made, views, seconds)

            async def wrong() -> list[str]:
                seen = [each for view in views for each in view.wrong(made.book)]
                return seen + await made.book.wrong(house)

            said = await settled(wrong)
            for task in watching:
                task.cancel()
            await asyncio.wait(watching)
    book = made.book
    return Found(book.taken, book.refused, faults, book.slowest, said)


async def among_visitors(made: Chaos, views: Sequence[Watcher], seconds: float) -> int:
    """How many faults there were."""
    loop, faults, chance = asyncio.get_running_loop(), 0, random.Random(1)
    until = loop.time() + seconds
    visiting = [
        asyncio.create_task(made.book.visitor(random.Random(each))) for each in range(VISITORS)
    ]
    await eventually(lambda: all(view.seen for view in views), SETTLES_WITHIN)
    while not faults or loop.time() < until:
        waiting = made.faults()
        chance.shuffle(waiting)
        for fault in waiting:
            await fault()
            await made.hits_are_taken()
            faults += 1
    made.book.ends = True
    await asyncio.gather(*visiting)
    return faults


async def settled(wrong: Callable[[], Awaitable[list[str]]]) -> list[str]:
    """What is wrong still, once that has had its time to go."""
    said = [""]

    async def is_right() -> bool:
        said[:] = await wrong()
        return not said

    try:
        await eventually(is_right, SETTLES_WITHIN)
    except AssertionError:
        return said
    return []
