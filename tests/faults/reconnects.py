"""L6: every live view comes back at once after a restart, and hits must not wait for them."""

from __future__ import annotations

import asyncio
import sys
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import answer_to, post
from tests.eventually import eventually
from tests.raw_socket import upgrade
from tests.seeded_data import Seeded, seed
from tests.server_process import ServerProcess, running

WITHIN = 10.0  # seconds until the last one is back
INGEST = 0.25  # seconds, p99 of a hit's answer meanwhile
BETWEEN_HITS = 0.02
BEFORE = 200  # hits, which each view begins with when it comes back


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


class Watchers:
    """Views in a process of their own: what they do with what they read must not hold up those who
    time the hits here."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.open = 0

    @asynccontextmanager
    async def watching(self, port: int, seeded: Seeded) -> AsyncIterator[None]:
        """They come back until the context ends."""
        request = b64encode(upgrade(port, seeded)).decode()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.returning_views"),
            *(str(port), request, str(self.count)),
            stdout=asyncio.subprocess.PIPE,
        )
        listening = asyncio.create_task(self._listen(process))
        try:
            yield
        finally:
            process.terminate()
            await process.wait()
            await listening

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        async for line in process.stdout:
            self.open = int(line)


async def after_a_restart(data_dir: Path, sockets: int) -> Reconnects:
    """Restart a server that so many live views are open at."""
    seeded = await seed(data_dir)
    limits = {"SOCKETS": "2000", "SOCKETS_PER_USER": "2000"}
    watchers = Watchers(sockets)
    async with AsyncExitStack() as stack:
        async with running(data_dir, **limits) as first:
            port = first.port
            await stack.enter_async_context(watchers.watching(port, seeded))
            await eventually(lambda: watchers.open == sockets)
            for number in range(BEFORE):
                await answer_to(port, post(seeded.site.key, hit(f"before-{number}")))
        # Killed: nobody was told to come later.
        await eventually(lambda: watchers.open == 0)
        async with running(data_dir, PORT=str(port), **limits) as second:
            return await _measured(second, seeded, watchers)


def hit(beacon: str) -> dict[str, object]:
    return {"name": "pageview", "url": "https://example.com/", "id": beacon}


async def _measured(server: ServerProcess, seeded: Seeded, watchers: Watchers) -> Reconnects:
    began = time.monotonic()
    took: list[float] = []
    hits = 0
    while time.monotonic() - began < 3 * WITHIN:
        hits += 1
        asked = time.monotonic()
        answer = await answer_to(server.port, post(seeded.site.key, hit(f"storm-{hits}")))
        if answer.status == 204:
            took.append(time.monotonic() - asked)
        if watchers.open == watchers.count:
            break
        await asyncio.sleep(BETWEEN_HITS)
    took.sort()
    return Reconnects(
        watchers.count,
        watchers.open,
        time.monotonic() - began,
        hits,
        len(took),
        took[min(len(took) - 1, int(len(took) * 0.99))] if took else 0.0,
    )
