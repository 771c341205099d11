"""A program that keeps live views open, and says how many of them are: reconnects.py starts it."""

from __future__ import annotations

import asyncio
import random
import sys
from base64 import b64decode
from contextlib import suppress

from tests.raw_socket import read_frame

LOOK_EVERY = 0.02  # seconds


class View:
    """One that comes back as static/live/connection.js does."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port = port
        self._request = request
        self.is_open = False

    async def watch(self) -> None:
        """For ever: read, and come back a little later each time, not all at once."""
        failures = 0
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._read()
                failures = 0
            self.is_open = False
            wait = min(0.5 * 2**failures, 15)
            failures += 1
            await asyncio.sleep(wait * random.uniform(0.5, 1))

    async def _read(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in head:
                raise ConnectionError(head)
            while True:
                kind, _ = await read_frame(reader)
                self.is_open = kind != 8
        finally:
            writer.close()


async def main(port: int, request: bytes, count: int) -> None:
    """Until it is terminated."""
    views = [View(port, request) for _ in range(count)]
    watching = [asyncio.create_task(view.watch()) for view in views]
    told = -1
    while watching:
        if (now := sum(view.is_open for view in views)) != told:
            print(now, flush=True)
            told = now
        await asyncio.sleep(LOOK_EVERY)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), b64decode(sys.argv[2]), int(sys.argv[3])))
