"""L6: every live view comes back at once after a restart, and hits must not wait for them."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import answer_to, post
from tests.eventually import eventually
from tests.raw_socket import read_frame, upgrade
from tests.seeded_data import Seeded, seed
from tests.server_process import ServerProcess, running

WITHIN = 10.0  # seconds until the last one is back
INGEST = 0.25  # seconds, p99 of a hit's answer meanwhile
BETWEEN_HITS = 0.02


class Reconnects(NamedTuple):
    """`back_within`: seconds from the start of the new server to the last view's first message."""

    sockets: int
    back: int
    back_within: float
    hits: int
    answered: int
    p99: float

    @property
    def all_are_back(self) -> bool:
        return self.back == self.sockets and self.answered == self.hits

    @property
    def is_quick(self) -> bool:
        return self.back_within <= WITHIN and self.p99 <= INGEST


class Watcher:
    """A live view that comes back as static/socket.js does."""

    def __init__(self, seeded: Seeded) -> None:
        self._seeded = seeded
        self.is_open = False

    async def watch(self, port: int) -> None:
        """For ever: read, and come back a little later each time, not all at once."""
        failures = 0
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._read(port)
                failures = 0
            self.is_open = False
            wait = min(0.5 * 2**failures, 15)
            failures += 1
            await asyncio.sleep(wait * random.uniform(0.5, 1))

    async def _read(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(upgrade(port, self._seeded))
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in head:
                raise ConnectionError(head)
            while True:
                kind, _ = await read_frame(reader)
                self.is_open = kind != 8
        finally:
            writer.close()


async def after_a_restart(data_dir: Path, sockets: int) -> Reconnects:
    """Restart a server that so many live views are open at."""
    seeded = await seed(data_dir)
    limits = {"SOCKETS": "2000", "SOCKETS_PER_USER": "2000"}
    watchers = [Watcher(seeded) for _ in range(sockets)]
    watching: list[asyncio.Task[None]] = []
    try:
        async with running(data_dir, **limits) as first:
            port = first.port
            watching = [asyncio.create_task(each.watch(port)) for each in watchers]
            await eventually(lambda: all(each.is_open for each in watchers))
        # Killed: nobody was told to come later.
        await eventually(lambda: not any(each.is_open for each in watchers))
        async with running(data_dir, PORT=str(port), **limits) as second:
            return await _measured(second, seeded, watchers)
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


async def _measured(server: ServerProcess, seeded: Seeded, watchers: list[Watcher]) -> Reconnects:
    began = time.monotonic()
    took: list[float] = []
    hits = 0
    while time.monotonic() - began < 3 * WITHIN:
        hits += 1
        asked = time.monotonic()
        hit = {"name": "pageview", "url": "https://example.com/", "id": f"storm-{hits}"}
        answer = await answer_to(server.port, post(seeded.site.key, hit))
        if answer.status == 204:
            took.append(time.monotonic() - asked)
        if all(each.is_open for each in watchers):
            break
        await asyncio.sleep(BETWEEN_HITS)
    took.sort()
    return Reconnects(
        len(watchers),
        sum(each.is_open for each in watchers),
        time.monotonic() - began,
        hits,
        len(took),
        took[min(len(took) - 1, int(len(took) * 0.99))] if took else 0.0,
    )
