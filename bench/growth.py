"""What grows with what: the processor time of pages and of the clockwork at 1, 10 and 100 times the
rows, the sites and the visitors, as ratios. All of it in this process, server and client."""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from bench.figures import Figure, table
from bench.seeded_log import filled
from tests.making import event, visitor
from tests.product_server import ProductServer
from tests.seeded_data import Seeded, seed
from tracker.app import create_app
from tracker.config import Config
from tracker.storage.file.database import Database
from tracker.web import keys

TIMES = (1, 10, 100)
FLAT = 2.0  # times as long, at most, whatever has grown a hundred times
BOUNDED = {"today": 10.0}  # a day is counted exactly up to 50,000 events, then summed up
LEAST = 0.5  # ms: what is shorter is not compared by its noise
MOST_SITES_READ = 5
SITE = """
insert into site (key, owner_id, name, hosts, time_zone, created_at)
values (?, 1, ?, '[]', 'UTC', 0)
"""
MEMBERS = """
insert or ignore into member (site_id, user_id, role, since) select id, 1, 'owner', 0 from site
"""

Measured = dict[str, float]
Work = Callable[[], Awaitable[object]]


class Place:
    """A server with ada, who is logged in, and the ways to make it larger."""

    def __init__(self, app: web.Application, session: aiohttp.ClientSession) -> None:
        self.app = app
        self.session = session

    async def get(self, path: str) -> None:
        async with self.session.get(path, allow_redirects=False) as answer:
            assert answer.status == 200, (path, answer.status)
            await answer.read()

    async def pages(self, **paths: str) -> Measured:
        """Milliseconds of each, by its name."""
        return {
            name.replace("_", " "): await self.cost(lambda path=path: self.get(path))
            for name, path in paths.items()
        }

    async def cost(self, work: Work) -> float:
        """Of the processor, in ms; the median of some, after others that warm it up."""
        for _ in range(3):
            await work()
        taken = []
        for _ in range(self.app[ROUNDS]):
            began = time.process_time()
            await work()
            taken.append((time.process_time() - began) * 1000)
        return statistics.median(taken)


ROUNDS = web.AppKey("rounds", int)


@asynccontextmanager
async def place(folder: Path, seeded: Seeded, rounds: int) -> AsyncIterator[Place]:
    app = create_app(Config(data_dir=folder, port=0, environment="test"))
    app[ROUNDS] = rounds
    async with ProductServer(app) as server:
        headers = {"Cookie": seeded.cookie}
        async with aiohttp.ClientSession(server.make_url("/"), headers=headers) as session:
            yield Place(app, session)


async def by_rows(folder: Path, count: int, rounds: int) -> Measured:
    """Of the log of five sites."""
    seeded = await seed(folder)
    await give_sites(folder, MOST_SITES_READ - 1)
    await filled(folder / "tracker.db", list(range(1, MOST_SITES_READ + 1)), count)
    async with place(folder, seeded, rounds) as here:
        return await here.pages(
            list_of_sites="/",
            today="/sites/1",
            settings="/sites/1/settings",
            beginning_of_a_live_view="/sites/1/live/events",
            newest_events_of_a_feed="/sites/1/events",
            events_deep_down=f"/sites/1/events?before={count // 10}",
        )


async def by_sites(folder: Path, count: int, rounds: int) -> Measured:
    """Of one person."""
    seeded = await seed(folder)
    await give_sites(folder, count)
    async with place(folder, seeded, rounds) as here:
        rows = [event(n, who=visitor(n, n), visit=n, at=now(here)) for n in range(1, count + 1)]
        here.app[keys.PRESENCE].apply(rows)
        return await here.pages(
            list_of_sites="/",
            live_page="/sites/1/live",
            settings="/sites/1/settings",
            sites_of_all="/admin/sites",
        )


async def by_visitors(folder: Path, count: int, rounds: int) -> Measured:
    """On one site, all there now."""
    seeded = await seed(folder)
    async with place(folder, seeded, rounds) as here:
        rows = [
            event(n, who=visitor(n), visit=n, path=f"/{n % 1000}", at=now(here))
            for n in range(1, count + 1)
        ]
        here.app[keys.PRESENCE].apply(rows)

        async def sweep() -> None:
            here.app[keys.PRESENCE].sweep(now(here))

        measured = await here.pages(
            list_of_sites="/", beginning_of_a_live_view="/sites/1/live/events"
        )
        return measured | {"look for who has left": await here.cost(sweep)}


def now(here: Place) -> int:
    return int(here.app[keys.CLOCK]())


async def give_sites(folder: Path, count: int) -> None:
    async with Database.open(folder / "tracker.db", "process") as db, db.transaction() as tx:
        named = [(f"k{number:011}", f"{number:06}.example") for number in range(count)]
        await tx.executemany(SITE, named)
        await tx.execute(MEMBERS)


KINDS = {"rows": by_rows, "sites": by_sites, "visitors": by_visitors}


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--visitors", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    figures = []
    for kind in KINDS:
        once, *more = [measure(kind, times, options) for times in TIMES]
        for what, before in once.items():
            for times, measured in zip(TIMES[1:], more, strict=True):
                ratio = max(measured[what], LEAST) / max(before, LEAST)
                name = f"{what}: {times} times the {kind}"
                figures.append(Figure(name, ratio, "times as long", BOUNDED.get(what, FLAT)))
    return figures


def measure(kind: str, times: int, options: argparse.Namespace) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        count = getattr(options, kind) * times
        return asyncio.run(KINDS[kind](Path(folder) / "data", count, options.rounds))


if __name__ == "__main__":
    main()
