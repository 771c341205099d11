"""Logging in: from the form to the page behind it with argon2id, and what 2,000 people who try to
log in at once do to the hits that come in meanwhile."""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import aiohttp

from bench.figures import Figure, table
from bench.load.requests import write_requests
from bench.processes import CLIENT_CORE, figures_of, free_port, send_steadily, serving_product
from bench.world import make_world
from tracker.services.accounts.passwords import Passwords
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.database import Database

PASSWORD = "quartz-lemon-violet-harbor"
OURS = {"Sec-Fetch-Site": "same-origin"}
SITES = 4
RATE = 200  # hits a second


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--seconds", type=int, default=10)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    os.sched_setaffinity(0, {int(CLIENT_CORE)})
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder) / "data", SITES)
        asyncio.run(add_person(Path(folder) / "data" / "tracker.db"))
        requests = Path(folder) / "requests"
        port = free_port()
        write_requests(requests, world.keys, port)
        # Attempts come from many networks: one address alone would be told to wait.
        with serving_product(Path(folder) / "data", port):
            way = asyncio.run(ways_in(port, options.times))
            hits = send_steadily(port, requests, RATE, options.seconds, 10**6)
            with ProcessPoolExecutor(1, initializer=os.nice, initargs=(15,)) as elsewhere:
                # They share the clients' core; the sender goes first, for it measures.
                refused = elsewhere.submit(_crowd, port, options.people).result()
            said = figures_of(hits)
    return [
        Figure("from the log-in form to the page behind it, argon2id, median", way, "ms", 150),
        Figure(f"hits while {options.people:,} try to log in, p99", said["p99_ms"], "ms", 50),
        Figure("of those who tried, told that it is too much now", refused, ""),
    ]


async def add_person(path: Path) -> None:
    async with Database.open(path) as db, db.transaction() as tx:
        encoded = await Passwords().hash(PASSWORD)
        await insert_user(tx, NewUser("grace", "grace@example.com", encoded), 0)


async def ways_in(port: int, times: int) -> float:
    """The median of so many log-ins, each with the page that follows."""
    taken = []
    for number in range(times):
        async with visitor(port, number) as browser:
            async with browser.get("/login") as form:
                await form.read()
            started = time.perf_counter()
            typed = {"login": "grace", "password": PASSWORD}
            async with browser.post("/login", data=typed) as page:
                await page.read()
                assert page.url.path == "/", await page.text()
            taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def _crowd(port: int, people: int) -> int:
    return asyncio.run(crowd(port, people))


async def crowd(port: int, people: int) -> int:
    """All at once; how many were told to come back later."""
    typed = {"login": "nobody", "password": PASSWORD}

    async def attempt(number: int) -> int:
        async with visitor(port, number, limit=1) as browser:
            typed_by = typed | {"login": f"nobody{number}"}
            async with browser.post("/login", data=typed_by, allow_redirects=False) as answer:
                await answer.read()
                return answer.status

    statuses = await asyncio.gather(*(attempt(number) for number in range(people)))
    assert not [each for each in statuses if each == 500]
    return sum(status in {429, 503} for status in statuses)


def visitor(port: int, number: int, limit: int = 4) -> aiohttp.ClientSession:
    """A browser behind the trusted proxy, from a network of its own."""
    network = f"198.{18 + number % 2}.{number // 2 % 256}.{1 + number // 512}"
    return aiohttp.ClientSession(
        f"http://127.0.0.1:{port}",
        headers=OURS | {"X-Forwarded-For": network},
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(limit=limit),
        timeout=aiohttp.ClientTimeout(total=120),
    )


if __name__ == "__main__":
    main()
