"""What a replay takes from the recording: how long a hit waits while somebody plays 1,000 hits a
second again at 60x, and how long it does otherwise; and how fast the server brings what is
played."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, table
from bench.ingest import Server, at_half_the_rate, both_ways
from bench.processes import figures_of, free_port, serving, settings, start_client
from bench.replay_page import watched
from bench.seeded_log import filled
from bench.world import World, make_world
from tracker.storage.log.stretches import closings

MOST = 1.25  # times the p99 while nothing is played
SPEED = 60  # that it has to hold
LONG = 100  # ms of the page's main thread at once
SEEK = 2.0  # seconds, until a moment in the midst of it is there


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=150_000, help="that are made one by one")
    parser.add_argument("--copies", type=int, default=5, help="of these")
    parser.add_argument("--rate", type=int, default=1_000, help="hits a second meanwhile")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--watched", type=float, default=6, help="seconds, in a browser")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder) / "data", free_port()
        world = make_world(data, 1)
        began, ended = busy_past(data / "tracker.db", world, options)
        requests = both_ways(Path(folder) / "requests", world.keys, port)
        with serving(port, ["run.py"], settings(data, port)) as process:
            server = Server(process, port, requests, world)
            found = [turn(server, began, ended, options) for _ in range(options.rounds)]
            middle = began + (ended - began) // 3
            seen = asyncio.run(watched(server, middle, options.watched))
    calm, played = (statistics.median(each[place] for each in found) for place in (0, 1))
    return [
        Figure("p99 of hits while nothing is played again", calm, "ms"),
        Figure("p99 of hits while 1,000 hits/s are played again at 60x", played, "ms"),
        Figure("the same, times that while nothing is played", played / calm, "", MOST),
        Figure("seconds of then that are brought in one", found[-1][2], "", SPEED, True),
        Figure("a moment of then is there", found[-1][3], "s", SEEK),
        Figure("seconds of then that the page plays in one", seen.played, "", SPEED * 0.9, True),
        Figure("its longest task meanwhile", seen.longest, "ms", LONG),
    ]


def turn(
    server: Server, began: int, ended: int, options: argparse.Namespace
) -> tuple[float, float, float, float]:
    """p99 without and with; how fast it is brought, and the slowest first answer."""
    assert server.world
    calm = float(at_half_the_rate(server, options.rate, options.seconds)["p99_ms"])
    middle = began + (ended - began) * 2 // 3
    told = [f"http://127.0.0.1:{server.port}", server.world.cookie, middle, ended, options.seconds]
    replaying = start_client(["-m", "bench.load.replaying"], "\n".join(map(str, told)))
    busy = float(at_half_the_rate(server, options.rate, options.seconds)["p99_ms"])
    played = figures_of(replaying)
    print(f"{calm:.1f} ms, {busy:.1f} ms, {played}", file=sys.stderr, flush=True)
    return calm, busy, float(played["speed"]), float(played["seek"])


COPY_EVENTS = """
insert into event select
    cursor + :by, id + :by, site_id, at, visit + :by, visitor + :by, is_new, beacon,
    name, host, path, title, referrer, source, channel, campaign, place, agent, language, width,
    properties, address, import_id
from event where cursor <= :head
"""
COPY_LEAVES = """
insert into leave select
    cursor + :by, site_id, at, visit + :by, beacon, path, state, engaged, depth,
    page_cursor + :by, page_age
from leave where cursor <= :head
"""


def busy_past(path: Path, world: World, options: argparse.Namespace) -> tuple[int, int]:
    """Some minutes with 1,000 events in each second, which ended an hour ago: from when to when."""
    asyncio.run(filled(path, world.sites, options.events, age=3 * 86_400_000))
    with closing(sqlite3.connect(path)) as db:
        [head] = db.execute("select max(max(cursor), (select max(cursor) from leave)) from event")
        for number in range(1, options.copies + 1):
            bounds = {"by": number * head[0], "head": head[0]}
            db.execute(COPY_EVENTS, bounds)
            db.execute(COPY_LEAVES, bounds)
        last = head[0] * (options.copies + 1)
        length = options.events * (options.copies + 1)  # ms: one each
        ended = int(time.time()) * 1000 - 3_600_000
        for kind in ("event", "leave"):
            moved = f"update {kind} set at = :ended - :length + cursor * :length / :last"
            db.execute(moved, {"ended": ended, "length": length, "last": last})
        db.execute("delete from stretch")
        for sql, values in closings(0, last)[1]:
            db.executemany(sql, values)
        db.commit()
    return ended - length, ended


if __name__ == "__main__":
    main()
