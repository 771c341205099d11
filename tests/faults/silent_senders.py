"""Connections that say too little, too slowly or nothing, and when each is let go."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from tests.raw_socket import upgrade
from tests.seeded_data import Seeded, seed
from tests.server_process import running

KEEPALIVE = 75.0  # seconds, as in web/serving/runner.py
LIMITS = {"idle": KEEPALIVE + 1, "slow head": KEEPALIVE + 1, "half-open": 35.0}


class Silence(NamedTuple):
    """Seconds until each kind of connection was closed."""

    closed_after: dict[str, float]

    @property
    def is_clean(self) -> bool:
        return all(self.closed_after[kind] <= most for kind, most in LIMITS.items())


async def silent(data_dir: Path) -> Silence:
    """All three at once: it takes as long as the longest."""
    seeded = await seed(data_dir)
    async with running(data_dir) as server:
        ways = {"idle": _idle, "slow head": _slow_head, "half-open": _half_open}
        waits = [_closed_after(server.port, seeded, way) for way in ways.values()]
        return Silence(dict(zip(ways, await asyncio.gather(*waits), strict=True)))


Way = Callable[[asyncio.StreamWriter, int, Seeded], Awaitable[None]]


async def _closed_after(port: int, seeded: Seeded, way: Way) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    since = time.monotonic()
    sending = asyncio.create_task(way(writer, port, seeded))
    try:
        async with asyncio.timeout(2 * KEEPALIVE):
            while await reader.read(65_536):
                pass
    except ConnectionError:
        pass
    finally:
        sending.cancel()
        writer.close()
    return time.monotonic() - since


async def _idle(writer: asyncio.StreamWriter, port: int, seeded: Seeded) -> None:
    """One whole request, then nothing."""
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")


async def _slow_head(writer: asyncio.StreamWriter, port: int, seeded: Seeded) -> None:
    """A head that has no end, a byte a second."""
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ")
    while True:
        writer.write(b"a")
        await asyncio.sleep(1)


async def _half_open(writer: asyncio.StreamWriter, port: int, seeded: Seeded) -> None:
    """A live view whose browser is gone without a word: it answers no ping."""
    writer.write(upgrade(port, seeded))
