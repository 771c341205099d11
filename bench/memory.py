"""Memory and start-up: idle, after a million hits, on a log of a million events, after kill -9."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.figures import Figure, table
from bench.ingest import wrk
from bench.load.requests import write_requests
from bench.processes import (
    free_port,
    resident_mb,
    settings,
    start_server,
    stop,
    wait_for,
)
from bench.seeded_log import fill
from bench.world import make_world

SITES = 100
CONNECTIONS = 64
STEP = 5  # seconds of load between two looks at the memory
LONGEST = 600  # seconds of load at most
SETTLED = 2.0  # seconds


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hits", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--starts", type=int, default=5)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        idle = starts_empty(Path(folder) / "data", options.starts)
    with tempfile.TemporaryDirectory() as folder:
        loaded = load(Path(folder), options.hits)
    with tempfile.TemporaryDirectory() as folder:
        full = starts_full(Path(folder), options.events, options.starts)
    return idle + loaded + full


def starts_empty(data: Path, starts: int) -> list[Figure]:
    make_world(data, SITES)
    taken, resident = [], 0.0
    for _ in range(starts):
        server, seconds = started(data, free_port())
        taken.append(seconds)
        time.sleep(SETTLED)
        resident = resident_mb(server.pid)
        stop(server)
    return [
        Figure("start-up", statistics.median(taken), "s", 1.5),
        Figure("RSS, idle", resident, "MB", 150),
    ]


def load(folder: Path, hits: int) -> list[Figure]:
    """RSS while the hits come in, after the first tenth of them and after all."""
    data, port = folder / "data", free_port()
    world = make_world(data, SITES)
    write_requests(folder / "hits.txt", world.keys, port)
    server, _ = started(data, port)
    try:
        sizes = resident_after_each(server.pid, port, folder / "hits.txt", hits)
    finally:
        stop(server)
    early = next(size for stored, size in sizes if stored >= hits / 10)
    stored, late = sizes[-1]
    assert stored >= hits, f"{stored:,} hits within {LONGEST} s"
    return [
        Figure(f"RSS after {hits // 10:,} hits", early, "MB"),
        Figure(f"RSS after {hits:,} hits", late, "MB"),
        Figure("growth over the last nine tenths", late - early, "MB"),
    ]


def resident_after_each(pid: int, port: int, requests: Path, hits: int) -> list[tuple[int, float]]:
    """Hits stored so far and RSS, after each step."""
    stored, sizes = 0, []
    until = time.monotonic() + LONGEST
    while stored < hits and time.monotonic() < until:
        stored += wrk(port, requests, STEP, CONNECTIONS, len(sizes) * 10**9)["stored"]
        sizes.append((stored, resident_mb(pid)))
        print(f"{stored:,} hits: {sizes[-1][1]:.0f} MB", file=sys.stderr, flush=True)
    return sizes


def starts_full(folder: Path, events: int, starts: int) -> list[Figure]:
    """Starts on a big log: stopped properly before, and killed under load before."""
    data, port = folder / "data", free_port()
    world = make_world(data, SITES)
    fill(data, world.sites, events)
    stored = (data / "tracker.db").stat().st_size
    write_requests(folder / "hits.txt", world.keys, port)
    clean, killed, resident = [], [], 0.0
    for _ in range(starts):
        server, seconds = started(data, port)
        clean.append(seconds)
        resident = resident_mb(server.pid)
        kill_under_load(server, port, folder / "hits.txt", len(killed))
        server, seconds = started(data, port)
        killed.append(seconds)
        stop(server)
    return [
        Figure(f"start-up on {events:,} events of a day", statistics.median(clean), "s", 1.5),
        Figure("start-up after kill -9 under load", statistics.median(killed), "s", 1.5),
        Figure("RSS after that start", resident, "MB"),
        Figure("on disk an event, with its leaves, texts and indexes", stored / events, "bytes"),
    ]


def kill_under_load(server: subprocess.Popen[str], port: int, requests: Path, turn: int) -> None:
    wrk(port, requests, 2, CONNECTIONS, (turn + 1) * 10**10)
    server.kill()
    server.wait()


def started(data: Path, port: int) -> tuple[subprocess.Popen[str], float]:
    """A server that answers, and how long that took from the command on."""
    since = time.monotonic()
    server = start_server(["run.py"], settings(data, port))
    wait_for(port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        answer.read()
    return server, time.monotonic() - since


if __name__ == "__main__":
    main()
