"""What reports take from the recording: hits on disk with and without what follows the log, and
how long a hit waits while reports are asked, or the log is counted anew, without a pause. Two
servers on one core, in turns; one of them finds no DuckDB."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

from bench.figures import Figure, table
from bench.ingest import IN_FLIGHT, PROXIED, Server, Way, at_half_the_rate, both_ways, timed, wrk
from bench.processes import free_port, serving, settings, start_client, stop
from bench.world import make_world

WAY = Way(PROXIED, 1.0)
SITES = 100
LEAST = 0.9  # of the hits without a follower
MOST = 1.25  # times the p99 while nothing is asked
MOST_COUNTING = 1.5  # the same, while the log is counted anew


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--half", type=int, default=10, help="seconds at half the rate")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        without = stack.enter_context(product(Path(folder) / "without", has_engine=False))
        follower = stack.enter_context(product(Path(folder) / "with", has_engine=True))
        ask(follower)
        for each in (without, follower):
            wrk(each.port, each.requests[PROXIED], 4, IN_FLIGHT, 0)
        turns = [turn(number, without, follower, options) for number in range(options.rounds)]
        rate = statistics.median(pair[1]["rate"] for pair in turns) / 2
        calm, asked, counting = waits(follower, Path(folder) / "with/data", rate, options)
    share = statistics.median(pair[1]["rate"] / pair[0]["rate"] for pair in turns)
    cost = statistics.median(pair[1]["cpu_us"] - pair[0]["cpu_us"] for pair in turns)
    return [
        Figure("hits on disk with a follower, of those without", share, "", LEAST, True),
        Figure("CPU time that following takes a hit", cost, "µs"),
        Figure("half the rate, p99 while nothing is asked", calm, "ms"),
        Figure("half the rate, p99 while reports are asked without a pause", asked, "ms"),
        Figure("the same, times that while nothing is asked", asked / calm, "", MOST),
        Figure("half the rate, p99 while the log is counted anew", counting, "ms"),
        Figure("the same, times that while nothing is", counting / calm, "", MOST_COUNTING),
    ]


def turn(
    number: int, without: Server, follower: Server, options: argparse.Namespace
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A slice each; who begins changes from turn to turn. The follower's time to catch up after its
    slice is its own."""
    first, found = (number + 1) * 10**9, {}
    servers = {"without": without, "with": follower}
    for kind in sorted(servers, reverse=bool(number % 2)):
        found[kind] = timed(servers[kind], WAY, options.seconds, IN_FLIGHT, first)
        ask(follower)
    told = "  ".join(f"{kind} {part['rate']:,.0f}/s" for kind, part in sorted(found.items()))
    print(told, file=sys.stderr, flush=True)
    return found["without"], found["with"]


def waits(
    server: Server, data: Path, rate: float, options: argparse.Namespace
) -> tuple[float, float, float]:
    """p99 in ms at that rate, medians of three: while nothing is asked, while reports are, and
    while the log is counted anew."""
    asking = ["-m", "bench.load.asking"], "\n".join(address_and_cookie(server))
    counting = ["-m", "bench.load.counting"], str(data)
    found = []
    for _ in range(3):
        calm = at_half_the_rate(server, rate, options.half)
        beside = [half_beside(server, rate, options, *each) for each in (asking, counting)]
        found.append([float(each["p99_ms"]) for each in (calm, *beside)])
        print(*found[-1], file=sys.stderr, flush=True)
    calm_ms, asked_ms, counting_ms = map(statistics.median, zip(*found, strict=True))
    return calm_ms, asked_ms, counting_ms


def half_beside(
    server: Server, rate: float, options: argparse.Namespace, arguments: list[str], stdin: str
) -> dict[str, Any]:
    """What hits at half the rate meet while that client is at work."""
    client = start_client(arguments, stdin)
    try:
        return at_half_the_rate(server, rate, options.half)
    finally:
        assert client.poll() is None, "it has ended before"
        stop(client)


def ask(server: Server) -> None:
    """Once: from then on it follows the log, and it has caught up."""
    origin, cookie = address_and_cookie(server)
    request = urllib.request.Request(f"{origin}/sites/1", headers={"Cookie": cookie})
    with urllib.request.urlopen(request) as answer:
        answer.read()


def address_and_cookie(server: Server) -> tuple[str, str]:
    assert server.world
    return f"http://127.0.0.1:{server.port}", server.world.cookie


@contextmanager
def product(data: Path, has_engine: bool) -> Iterator[Server]:
    """Without an engine there is a module of its name that is none."""
    port, world, variables = free_port(), make_world(data / "data", SITES), {}
    if not has_engine:
        (data / "duckdb.py").write_text("raise ImportError('left out')\n")
        variables = {"PYTHONPATH": str(data)}
    requests = both_ways(data / "requests", world.keys, port)
    process: Popen[str]
    with serving(port, ["run.py"], settings(data / "data", port) | variables) as process:
        yield Server(process, port, requests, world)


if __name__ == "__main__":
    main()
