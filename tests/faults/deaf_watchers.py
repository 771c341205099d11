"""Live views that stop reading, among one that reads, under load."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import aiohttp
import psutil

from tests.beacon_load import Load
from tests.eventually import PATIENCE, eventually
from tests.raw_socket import deaf, event_stream, upgrade, was_cut_off
from tests.seeded_data import Seeded, seed
from tests.server_process import ServerProcess, running

BOUND_MB = 32.0  # two seconds of frames, and what was handed to the system; then they are cut
EACH = 10  # sockets, and as many event streams
WARM = 500  # hits before anything is measured: caches are full by then
# So that some thousand hits are more than the system buffers for a socket; stored once.
LONG: dict[str, object] = {"title": "title " * 340}


class Deafness(NamedTuple):
    """What deaf watchers cost."""

    hits: int
    cut_off: int  # of 2 * EACH
    seen: int  # hits that the healthy watcher was told of
    grown_mb: float

    @property
    def is_clean(self) -> bool:
        return self.cut_off == 2 * EACH and self.seen == self.hits and self.grown_mb <= BOUND_MB


class Healthy:
    """Counts the events that a watcher who reads is told of."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.ready = asyncio.Event()  # from here on: a view begins with the newest 200 hits only

    async def follow(self, port: int, seeded: Seeded) -> None:
        origin = f"http://127.0.0.1:{port}"
        url = f"{origin}/sites/{seeded.site.id}/live/socket"
        headers = {"Cookie": seeded.cookie, "Origin": origin}
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url, headers=headers, max_msg_size=0) as socket:
                async for message in socket:
                    told = json.loads(message.data)
                    self.seen |= {each["id"] for each in told if each["type"] == "event"}
                    if told[0]["type"] == "ready":
                        self.ready.set()


async def among_the_deaf(data_dir: Path, hits: int) -> Deafness:
    """Post until the deaf are cut off and `hits` are stored; compare what the healthy one saw."""
    seeded = await seed(data_dir)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(data_dir, SOCKETS_PER_USER="100"))
        healthy = Healthy()
        following = asyncio.create_task(healthy.follow(server.port, seeded))
        stack.callback(following.cancel)
        await asyncio.wait_for(healthy.ready.wait(), PATIENCE)
        warm = await _posted(server, seeded, "warm", lambda load: len(load.acknowledged) >= WARM)
        before = memory(server)
        connections = [
            await stack.enter_async_context(deaf(server.port, request(server.port, seeded)))
            for request in (upgrade, event_stream) * EACH
        ]

        def done(load: Load) -> bool:
            all_cut = all(was_cut_off(each) for each in connections)
            return all_cut and len(load.acknowledged) >= hits

        load = await _posted(server, seeded, "loud", done, within=60 + hits / 100)
        total = len(warm.acknowledged) + len(load.acknowledged)
        await eventually(lambda: len(healthy.seen) >= total)
        cut = sum(was_cut_off(each) for each in connections)
        return Deafness(total, cut, len(healthy.seen), memory(server) - before)


def memory(server: ServerProcess) -> float:
    """What the server's process holds, in MB."""
    return float(psutil.Process(server.pid).memory_info().rss / 1e6)


async def _posted(
    server: ServerProcess,
    seeded: Seeded,
    name: str,
    done: Callable[[Load], bool],
    *,
    within: float = 60.0,
) -> Load:
    load = Load(server.port, seeded.site.key, name, connections=8, more=LONG)
    async with load.running():
        await eventually(lambda: done(load), within)
    return load
