"""What strangers' hits leave in a server's memory: the worst that one can send, and a crowd."""

import asyncio
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import psutil

from tests.beacon_load import BROWSER, read_answer
from tests.seeded_data import seed
from tests.server_process import UNLIMITED, running

CONNECTIONS = 32
WARM = 200  # hits before anything is measured
WORST_MB, ORDINARY_MB = 120.0, 200.0  # that 100,000 worst hits and 300,000 visitors may take

Made = Callable[[str, int], bytes]  # the site's key and a number -> a request


class Grown(NamedTuple):
    """RSS before and after, MB (10^6 bytes), and what was answered."""

    hits: int
    stored: int
    before: float
    after: float

    @property
    def mb(self) -> float:
        return self.after - self.before


def worst(key: str, number: int) -> bytes:
    """Everything is new and as long as it may be, with one letter that makes Python take four
    bytes for each."""
    mark = f"{number:08d}\U0001f600"
    agent = f"Mozilla/5.0 {mark} {mark[:8]}Browser/{number} ({'x' * 480})"
    hints = f'"{mark[:8]}{"b" * 50}";v="1"'
    hit = {
        "name": f"{mark}{'n' * 100}",
        "id": f"worst-{number}",
        "url": f"https://{number}.{'a.' * 100}example.com/{mark}{'p' * 2_030}?{_tags(mark)}",
        "referrer": f"https://{number}.{'r.' * 120}example.net/{mark}{'q' * 1_700}",
        "title": f"{mark}{'t' * 2_030}",
        "language": f"{mark[:8]}-{'l' * 20}",
        "properties": {mark: f"{mark}{'v' * 1_900}"},
    }
    return _request(key, agent, f"Sec-CH-UA: {hints}\r\nX-Filler: {'f' * 1_000}\r\n", hit)


def _tags(mark: str) -> str:
    return "&".join(f"utm_{name}={mark}{'s' * 180}" for name in ("source", "medium", "campaign"))


def ordinary(key: str, number: int) -> bytes:
    """One visitor behind our proxy, on one of 10,000 pages."""
    chance = Random(number)
    address = ".".join(str(each) for each in (11 + (number >> 16) % 180, number >> 8 & 255))
    agent = f"{BROWSER[:-6]}{number % 600}"
    forwarded = f"X-Forwarded-For: {address}.{number & 255}.{chance.randrange(1, 255)}\r\n"
    page = chance.randrange(10_000)
    hit = {
        "name": "pageview",
        "id": f"ordinary-{number}",
        "url": f"https://www.example.com/articles/{page}",
        "referrer": "https://www.google.com/",
        "title": f"Article {page}",
        "language": "en-US",
        "width": 1440,
    }
    return _request(key, agent, forwarded, hit)


def _request(key: str, agent: str, headers: str, hit: dict[str, object]) -> bytes:
    body = json.dumps(hit, ensure_ascii=False).encode()
    return (
        f"POST /visit/{key} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {agent}\r\n{headers}"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def grown(data_dir: Path, make: Made, hits: int) -> Grown:
    """A server takes so many of these hits, in a process of its own."""
    seeded = await seed(data_dir)
    settings = UNLIMITED | {"TRUSTED_PROXIES": "127.0.0.1", "LOG_LEVEL": "ERROR"}
    async with running(data_dir, **settings) as server:
        process = psutil.Process(server.pid)
        requests = (make(seeded.site.key, number) for number in range(hits + WARM))
        await _sent(server.port, islice(requests, WARM))
        before = process.memory_info().rss / 1e6
        stored = await _sent(server.port, requests)
        await asyncio.sleep(1)  # the collector's time, and the presence's
        return Grown(hits, stored, before, process.memory_info().rss / 1e6)


async def _sent(port: int, requests: Iterator[bytes]) -> int:
    """How many of them are stored, by some connections at once."""
    return sum(await asyncio.gather(*(_send(port, requests) for _ in range(CONNECTIONS))))


async def _send(port: int, requests: Iterator[bytes]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    stored = 0
    for request in requests:
        writer.write(request)
        answer = await read_answer(reader)
        stored += answer.status == 204 and "\nX-Tracker-Refused" not in answer.head
    writer.close()
    return stored
