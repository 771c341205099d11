"""How long a hit waits while an import brings its rows behind it: python -m bench.beside_imports

One server on one core; the sender and the command that imports on another. In turns, at a steady
rate: with nothing beside it, and with a log being imported; medians of the rounds."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, table
from bench.imports import log_file
from bench.ingest import Server, at_half_the_rate, both_ways
from bench.processes import CLIENT_CORE, free_port, serving_product, stop
from bench.world import make_world

MOST = 1.5  # times the p99 with nothing beside it
IMPORT = "from tracker.cli import tracker; tracker()"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=300.0, help="hits a second")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=2_000_000, help="of the log")
    print(table(run(parser.parse_args())))


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        top, port = Path(folder), free_port()
        world = make_world(top / "data", 10)
        log_file(top / "access.log", options.rows)
        requests = both_ways(top / "requests", world.keys, port)
        with serving_product(top / "data", port) as process:
            server = Server(process, port, requests, world)
            at_half_the_rate(server, options.rate, 2)
            rounds = [waits(server, top, options) for _ in range(options.rounds)]
    calm, beside = map(statistics.median, zip(*rounds, strict=True))
    return [
        Figure(f"{options.rate:,.0f} hits a second, p99 with nothing beside them", calm, "ms"),
        Figure("the same while a log is imported", beside, "ms"),
        Figure("the same, times that with nothing beside them", beside / calm, "", MOST),
    ]


def waits(server: Server, folder: Path, options: argparse.Namespace) -> tuple[float, float]:
    """p99 in ms, without and with an import."""
    calm = at_half_the_rate(server, options.rate, options.seconds)
    with importing(folder):
        beside = at_half_the_rate(server, options.rate, options.seconds)
    found = float(calm["p99_ms"]), float(beside["p99_ms"])
    print(*found, file=sys.stderr, flush=True)
    return found


@contextmanager
def importing(folder: Path) -> Iterator[None]:
    """The log is read into the first site; each time it goes on where it was."""
    command = ["taskset", "-c", CLIENT_CORE, sys.executable, "-c", IMPORT]
    process = subprocess.Popen(
        [*command, "import", str(folder / "access.log"), "--site", "1", "--json"],
        env=os.environ | {"DATA_DIR": str(folder / "data")},
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield
        assert process.poll() is None, "it has ended before"
    finally:
        stop(process)


if __name__ == "__main__":
    main()
