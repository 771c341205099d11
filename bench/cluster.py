"""What NATS costs: `python -m bench.cluster`, half a minute. Three servers on this machine write
each message to their disks; the inbox is compared with bare messages of as many bytes, in turns.

On one machine the servers share its cores and its disk: the ratios say more than the rates."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from itertools import count
from pathlib import Path
from statistics import median

from bench.figures import Figure, table
from tests.engines.engine import Engine
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import MISSING, WHY, nats_servers
from tests.eventually import PATIENCE
from tests.making import event
from tracker.domain.arrivals import Arrival
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.nats.connection import connected
from tracker.storage.nats_lines.messages import written_arrivals
from tracker.storage.processes.shard_log import Position

AT_ONCE = 4  # messages under way, as a front has them

Act = Callable[[], Awaitable[object]]


def read_options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="of a turn")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quiet", type=int, default=200, help="messages one after the other")
    return parser.parse_args(words)


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, nats_servers(Path(folder)) as servers:
        return asyncio.run(measure(servers.url, options))


async def measure(url: str, options: argparse.Namespace) -> list[Figure]:
    figures = []
    async with nats_engine(url) as nats:
        for rows in (50, 500):
            figures += await rates(url, nats, rows, options)
        put = [await seconds(lambda: put_one(nats)) for _ in range(options.quiet)]
        figures.append(Figure("quiet: a hit is acknowledged, p50", median(put) * 1_000, "ms"))
        heard = await seconds_to_hear(nats, options.quiet)
        figures.append(Figure("quiet: appended to heard, p50", median(heard) * 1_000, "ms"))
    return figures


async def rates(url: str, nats: Engine, rows: int, options: argparse.Namespace) -> list[Figure]:
    """Of both ways in turns: single seconds of a busy machine mean nothing."""
    arrivals = [Arrival(event(number)) for number in range(1, rows + 1)]
    [data] = written_arrivals(arrivals)
    numbers = count()
    ours, bare = [], []
    async with connected(url, "bare", PATIENCE) as client:
        jetstream = client.jetstream(timeout=PATIENCE)

        async def publish() -> None:
            name = {"Nats-Msg-Id": f"bare-{rows}-{next(numbers)}", "V": "1"}
            await jetstream.publish(f"in.{nats.shard}", data, headers=name)

        async def put() -> None:
            await nats.inbox.put(nats.shard, arrivals, PATIENCE)

        for _ in range(options.rounds):
            bare.append(await rate(publish, options.seconds))
            ours.append(await rate(put, options.seconds))
    name = f"{rows} hits a message"
    return [
        Figure(f"{name}: messages a second", median(ours), "/s"),
        Figure(f"{name}: hits a second", median(ours) * rows, "/s"),
        Figure(f"{name}: of bare messages of as many bytes", median(ours) / median(bare), ""),
    ]


async def rate(act: Act, within: float) -> float:
    """How often a second, some at once."""
    began = time.perf_counter()
    done = 0

    async def again() -> None:
        nonlocal done
        while time.perf_counter() < began + within:
            await act()
            done += 1

    await asyncio.gather(*(again() for _ in range(AT_ONCE)))
    return done / (time.perf_counter() - began)


async def put_one(nats: Engine) -> None:
    await nats.inbox.put(nats.shard, [Arrival(event(1))], PATIENCE)


async def seconds(act: Act) -> float:
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


async def seconds_to_hear(nats: Engine, times: int) -> list[float]:
    """From the append on, by who follows."""
    stands = await nats.log.newest(nats.shard)
    found = []
    async with aclosing(nats.log.follow(nats.shard, stands.cursor)) as following:
        for number in range(1, times + 1):
            row = event(number)
            row.cursor = cursor_in(message_with(stands.cursor) + 1, 1)
            heard = asyncio.ensure_future(anext(following))
            await asyncio.sleep(0)
            began = time.perf_counter()
            at = Position(stands.cursor, number)
            appending = asyncio.ensure_future(nats.log.append(nats.shard, [row], at, "bench"))
            await heard
            found.append(time.perf_counter() - began)
            stands = await appending
    return found


if __name__ == "__main__":
    if MISSING:
        sys.exit(WHY)
    print(table(run(read_options())))
