"""More connections than a process may have files open."""

import asyncio
import json
import resource
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import answer_to, post
from tests.eventually import PATIENCE
from tests.seeded_data import seed
from tests.server_process import RUN, running
from tests.stored_hits import beacons_in, integrity_of

FILES, CONNECTIONS = 128, 300
HELD = 3.0  # seconds in which the connections stay open
MOST_LINES = 10
TRY_AGAIN = 2.0  # seconds: a connection that nobody takes may never be answered


class NoFilesLeft(NamedTuple):
    """What a flood of idle connections did. `seconds`: until a hit was stored after it ended."""

    opened: int
    alive: bool
    seconds: float
    stored: bool
    lines: int  # that were logged meanwhile
    integrity: str

    @property
    def is_clean(self) -> bool:
        calm = self.lines <= MOST_LINES and self.seconds <= 1
        return self.alive and self.stored and calm and self.integrity == "ok"


async def without_files(
    data_dir: Path, program: tuple[str, ...] = RUN, held: float = HELD
) -> NoFilesLeft:
    """D14: 300 connections to a server that may have 128 files open."""
    site = (await seed(data_dir)).site
    async with running(data_dir, program, LOG_LEVEL="INFO") as server:
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (FILES, FILES))
        said = len(server.said().splitlines())
        opening = [_open(server.port) for _ in range(CONNECTIONS)]
        opened = [each for each in await asyncio.gather(*opening) if each]
        await asyncio.sleep(held)
        for writer in opened:
            writer.close()
        began = time.monotonic()
        status = await _stored(server.port, site.key, began + PATIENCE)
        seconds = time.monotonic() - began
        lines = len(server.said().splitlines()) - said
        alive = server.is_running
    stored = status == 204 and sum(beacons_in(data_dir).values()) == 1
    return NoFilesLeft(len(opened), alive, seconds, stored, lines, integrity_of(data_dir))


async def _open(port: int) -> asyncio.StreamWriter | None:
    with suppress(OSError):
        return (await asyncio.open_connection("127.0.0.1", port))[1]
    return None


async def _stored(port: int, key: str, until: float) -> int:
    """The answer to a hit, sent again while the line is cut; 0 when there was none."""
    hit = post(key, json.loads('{"id": "after", "url": "https://example.com/"}'))
    while time.monotonic() < until:
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(TRY_AGAIN):
                return (await answer_to(port, hit)).status
    return 0
