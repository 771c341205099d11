"""Forms whose browsers leave while they are worked on, and what the server then knows of them."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from tests.beacon_load import answer_to, post
from tests.seeded_data import Seeded, seed
from tests.server_process import RUN, running

STAYING = 10  # forms whose answer is waited for, to see how long one takes
LONGEST = 1.5  # times as long a browser stays at most
SITES = "select key from site"


class Left(NamedTuple):
    """Browsers stayed up to `milliseconds`. `kept` sites are in the file; to `unknown` of those no
    page may report."""

    sent: int
    milliseconds: float
    kept: int
    unknown: int

    @property
    def is_clean(self) -> bool:
        return self.kept > 0 and not self.unknown


async def left_alone(data_dir: Path, count: int, program: tuple[str, ...] = RUN) -> Left:
    """Send so many forms of a new site, and leave at any moment while they are worked on."""
    seeded, chance = await seed(data_dir), random.Random(9)
    async with running(data_dir, program, SITES_PER_USER="100000") as server:
        took = sorted([await _stay(server.port, _form(seeded, -each)) for each in range(STAYING)])
        longest = took[STAYING // 2] * LONGEST
        for number in range(count):
            await _leave(server.port, _form(seeded, number), chance.uniform(0, longest))
        await asyncio.sleep(0.5)  # what was begun is finished by then
        keys = _keys(data_dir)
        hit = {"name": "pageview", "url": "https://example.com/"}
        answers = [await answer_to(server.port, post(key, hit)) for key in keys]
    return Left(
        count,
        longest * 1000,
        len(keys) - 1 - STAYING,
        sum(answer.status == 404 for answer in answers),
    )


def _form(seeded: Seeded, number: int) -> bytes:
    body = urlencode({"name": f"n{number}.example", "time_zone": "UTC"})
    return (
        "POST /sites/new HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
        f"Cookie: {seeded.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _stay(port: int, request: bytes) -> float:
    began = time.perf_counter()
    assert (await answer_to(port, request)).status == 303
    return time.perf_counter() - began


async def _leave(port: int, request: bytes, after: float) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await asyncio.sleep(after)
    writer.transport.abort()


def _keys(data_dir: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{data_dir}/tracker.db?mode=ro", uri=True)) as file:
        return [row[0] for row in file.execute(SITES)]
