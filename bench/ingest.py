"""Hits a second: a bare aiohttp handler against the whole product, on the same core in one run.

Two ways, in turns: 20,000 visitors behind a trusted proxy, and the same browsers directly from one
address. Each hit has an id of its own and one of 10,000 pages; 100 sites with an open live socket
each; acknowledged after the commit with synchronous=FULL. Afterwards the rows in the database must
be the plain 204s.
"""

from __future__ import annotations

import argparse
import json
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure, table
from bench.load.requests import VISITORS, write_requests
from bench.processes import (
    CLIENT_CORE,
    cpu_seconds,
    figures_of,
    free_port,
    send_steadily,
    serving,
    serving_product,
    start_client,
    stop,
)
from bench.world import World, make_world

HERE = Path(__file__).parent
IN_FLIGHT = 64
WARM_UPS = 15
MOST_P99 = 1.5  # times the bare handler's
PROXIED, DIRECT = "behind a proxy", "direct"

Turn = dict[str, dict[str, dict[str, Any]]]  # by way, then bare or product


class Way(NamedTuple):
    """How hits come; `share`: of the bare handler's rate, at least."""

    name: str
    share: float


WAYS = (Way(PROXIED, 1.0), Way(DIRECT, 1.2))


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--half", type=int, default=10, help="seconds at half the rate")
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--connections", type=int, default=IN_FLIGHT)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    """Medians of the turns; shares are medians of each turn's."""
    with tempfile.TemporaryDirectory() as folder:
        turns, sent = measure(options, Path(folder))
    ways = [figure for way in WAYS for figure in way_figures(way, turns)]
    return [
        *ways,
        Figure("on the fast path", sent["fast"] * 100, "%"),
        Figure("bare aiohttp handler, half the rate of hits, p99", sent["bare"]["p99_ms"], "ms"),
        Figure("acknowledged, half the rate, p50", sent["half"]["p50_ms"], "ms"),
        Figure("acknowledged, half the rate, p99", sent["half"]["p99_ms"], "ms", 10),
    ]


def way_figures(way: Way, turns: list[Turn]) -> list[Figure]:
    """Rate, shares, times and cost of the hits that came this way."""
    pairs = [turn[way.name] for turn in turns]

    def median(kind: str, name: str) -> float:
        return float(statistics.median(pair[kind][name] for pair in pairs))

    def share(name: str) -> float:
        return float(
            statistics.median(pair["product"][name] / pair["bare"][name] for pair in pairs)
        )

    return [
        Figure(f"{way.name}: bare aiohttp handler", median("bare", "rate"), "requests/s"),
        Figure(f"{way.name}: hits on disk", median("product", "rate"), "hits/s"),
        Figure(f"{way.name}: share of the bare handler", share("rate"), "", way.share, True),
        Figure(f"{way.name}: bare aiohttp handler, p99", median("bare", "p99_ms"), "ms"),
        Figure(f"{way.name}: acknowledged, p50", median("product", "p50_ms"), "ms"),
        Figure(f"{way.name}: acknowledged, p99", median("product", "p99_ms"), "ms"),
        Figure(f"{way.name}: p99, times the bare handler's", share("p99_ms"), "", MOST_P99),
        Figure(f"{way.name}: CPU time of a hit", median("product", "cpu_us"), "µs"),
        Figure(f"{way.name}: CPU time, times the bare handler's", share("cpu_us"), ""),
    ]


def measure(options: argparse.Namespace, folder: Path) -> tuple[list[Turn], dict[str, Any]]:
    """Both servers at once, one of them at work: a machine's speed may change within seconds, and
    a pair of slices meets the same. Then half the rate, and whether everything adds up."""
    with ExitStack() as stack:
        bare = stack.enter_context(bare_server(folder))
        product = stack.enter_context(product_server(folder, options.sites))
        sockets = open_sockets(product)
        stack.callback(stop, sockets)
        for way in WAYS:
            wrk(bare.port, bare.requests[way.name], 2, options.connections, 0)
        warm = warm_up(product, options.connections)
        turns = [one_turn(number, bare, product, options) for number in range(options.rounds)]
        rate = statistics.median(turn[PROXIED]["product"]["rate"] for turn in turns)
        halves = [at_half_the_rate(each, rate / 2, options.half) for each in (bare, product)]
        time.sleep(1)
        sent = stop_sockets(sockets) | {"fast": fast_share(product.port)}
    sent |= {"bare": halves[0], "half": halves[1]}
    parts = [pair["product"] for turn in turns for pair in turn.values()]
    check([*warm, *parts], sent, folder / "data")
    return turns, sent


def one_turn(number: int, bare: Server, product: Server, options: argparse.Namespace) -> Turn:
    """A pair of slices each way; who begins changes from turn to turn."""
    kinds = [("bare", bare), ("product", product)]
    if number % 2:
        kinds.reverse()
    turn = {}
    for place, way in enumerate(WAYS):
        first = (number * len(WAYS) + place + 1) * 10**9
        slices = (options.seconds, options.connections, first)
        turn[way.name] = {kind: timed(server, way, *slices) for kind, server in kinds}
        told = "  ".join(
            f"{kind} {part['rate']:,.0f}/s {part['cpu_us']:.0f} us p50 {part['p50_ms']:.1f} ms "
            f"p99 {part['p99_ms']:.1f} ms"
            for kind, part in sorted(turn[way.name].items())
        )
        print(f"{way.name}: {told}", file=sys.stderr, flush=True)
    return turn


class Server(NamedTuple):
    """One that is measured, and what it is sent."""

    process: subprocess.Popen[str]
    port: int
    requests: dict[str, Path]  # by way
    world: World | None


def both_ways(folder: Path, keys: list[str], port: int) -> dict[str, Path]:
    """The requests of each way; no bots, whose hits would cost no commit."""
    folder.mkdir()
    files = {way.name: folder / f"{way.name}.txt" for way in WAYS}
    for name, file in files.items():
        write_requests(file, keys, port, proxied=name == PROXIED, bots=0)
    return files


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    port = free_port()
    requests = both_ways(folder / "bare", ["a" * 12], port)
    with serving(port, ["-m", "bench.load.bare", str(port)], {}) as process:
        yield Server(process, port, requests, None)


@contextmanager
def product_server(folder: Path, sites: int) -> Iterator[Server]:
    port, data = free_port(), folder / "data"
    world = make_world(data, sites)
    requests = both_ways(folder / "product", world.keys, port)
    with serving_product(data, port) as process:
        yield Server(process, port, requests, world)


def warm_up(product: Server, connections: int) -> list[dict[str, Any]]:
    """Until nearly every visitor has come by: a first visitor, page or agent costs more than the
    next."""
    warm: list[dict[str, Any]] = []
    for attempt in range(WARM_UPS):
        for number, way in enumerate(WAYS):
            first = attempt * 10**7 + number * 10**8
            part = wrk(product.port, product.requests[way.name], 2, connections, first)
            warm.append(part | {"runs": 1})
        if sum(part["stored"] for part in warm) > 6 * VISITORS:
            break
    return warm


def timed(server: Server, way: Way, seconds: int, connections: int, first: int) -> dict[str, Any]:
    """wrk's figures with the CPU time that the server took for each answer."""
    before = cpu_seconds(server.process.pid)
    figures = wrk(server.port, server.requests[way.name], seconds, connections, first)
    answers = figures["stored"] + figures["refused"]
    cpu_us = (cpu_seconds(server.process.pid) - before) / answers * 1e6
    return figures | {"cpu_us": cpu_us, "runs": 1}


def wrk(  # noqa: PLR0917
    port: int,
    requests: Path,
    seconds: int,
    connections: int,
    first: int,
    script: str = "beacon.lua",
) -> dict[str, Any]:
    command = [
        "taskset",
        "-c",
        CLIENT_CORE,
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
        "-s",
        str(HERE / "load" / script),
        f"http://127.0.0.1:{port}",
        "--",
        str(requests),
        str(first),
    ]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    answers = figures["stored"] + figures["refused"]
    return figures | {"rate": answers / figures["seconds"]}


def at_half_the_rate(server: Server, rate: float, seconds: int) -> dict[str, Any]:
    requests = server.requests[PROXIED]
    return figures_of(send_steadily(server.port, requests, rate, seconds, 9 * 10**11))


def open_sockets(product: Server) -> subprocess.Popen[str]:
    assert product.world
    origin = f"http://127.0.0.1:{product.port}"
    urls = [f"{origin}/sites/{site}/live/socket?cursor=0" for site in product.world.sites]
    lines = "\n".join([origin, product.world.cookie, *urls])
    process = start_client(["-m", "bench.load.sockets"], lines)
    time.sleep(2)
    return process


def stop_sockets(process: subprocess.Popen[str]) -> dict[str, Any]:
    process.send_signal(signal.SIGTERM)
    return figures_of(process)


def fast_share(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        report = json.load(answer)
    return float(report["fast"] / max(1, report["hits"]))


def check(parts: list[dict[str, Any]], sent: dict[str, Any], data: Path) -> None:
    """What was acknowledged is stored, and what is stored was sent to the sockets."""
    with closing(sqlite3.connect(data / "tracker.db")) as connection:
        stored = connection.execute("select count(*) from event").fetchone()[0]
    half = sent["half"]
    acknowledged = half["stored"] + sum(part["stored"] for part in parts)
    assert not any(part["other"] for part in (*parts, half)), (parts, half)
    assert not half["lost"], half
    # wrk leaves without waiting for the answers that it is still owed.
    runs = sum(part["runs"] for part in parts)
    assert 0 <= stored - acknowledged <= runs * IN_FLIGHT, (stored, acknowledged)
    assert sent["received"] == stored, (sent["received"], stored, sent["skipped"])


if __name__ == "__main__":
    main()
