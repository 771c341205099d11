"""Hits a second: a bare aiohttp handler against the whole product, on the same core in one run.

Honest load: 6,000 addresses behind a trusted proxy, 600 user agents, 10,000 pages, an id for each
hit, 5 % bots, 100 sites with an open live socket each; acknowledged after the commit with
synchronous=FULL. Afterwards the rows in the database must be the plain 204s.
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
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure, table
from bench.load.requests import VARIANTS, write_requests
from bench.processes import (
    CLIENT_CORE,
    cpu_seconds,
    free_port,
    settings,
    start_client,
    start_server,
    stop,
    wait_for,
)
from bench.world import World, make_world

HERE = Path(__file__).parent
IN_FLIGHT = 64
WARM_UPS = 15


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--half", type=int, default=10, help="seconds at half the rate")
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--connections", type=int, default=IN_FLIGHT)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    """Medians of the slices; the share is the median of each pair's."""
    with tempfile.TemporaryDirectory() as folder:
        slices, sent = measure(options, Path(folder))

    def median(kind: str, name: str) -> float:
        return float(statistics.median(each[kind][name] for each in slices))

    share = statistics.median(each["product"]["rate"] / each["bare"]["rate"] for each in slices)
    return [
        Figure("bare aiohttp handler", median("bare", "rate"), "requests/s"),
        Figure("bare aiohttp handler, p99", median("bare", "p99_ms"), "ms"),
        Figure("hits on disk", median("product", "rate"), "hits/s"),
        Figure("share of the bare handler", share * 100, "%", 85, at_least=True),
        Figure("on the fast path", sent["fast"] * 100, "%"),
        Figure("CPU time of a hit", median("product", "cpu_us"), "µs"),
        Figure("acknowledged, full rate, p50", median("product", "p50_ms"), "ms"),
        Figure("acknowledged, full rate, p99", median("product", "p99_ms"), "ms", 15),
        Figure("bare aiohttp handler, that half rate, p99", sent["bare"]["p99_ms"], "ms"),
        Figure("acknowledged, half the rate, p50", sent["half"]["p50_ms"], "ms"),
        Figure("acknowledged, half the rate, p99", sent["half"]["p99_ms"], "ms", 10),
    ]


def measure(
    options: argparse.Namespace, folder: Path
) -> tuple[list[dict[str, dict[str, Any]]], dict[str, Any]]:
    """Both servers at once, one of them at work: a machine's speed may change within seconds, and
    a pair of slices meets the same. Then half the rate, and whether everything adds up."""
    with ExitStack() as stack:
        bare = stack.enter_context(bare_server(folder))
        product = stack.enter_context(product_server(folder, options.sites))
        sockets = open_sockets(product)
        stack.callback(stop, sockets)
        wrk(bare.port, bare.requests, 2, options.connections, 0)
        warm = warm_up(product, options.connections)
        slices = [one_pair(number, bare, product, options) for number in range(options.rounds)]
        rate = statistics.median(each["product"]["rate"] for each in slices)
        halves = [send_steadily(each, rate / 2, options.half) for each in (bare, product)]
        time.sleep(1)
        sent = stop_sockets(sockets) | {"fast": fast_share(product.port)}
    sent |= {"bare": halves[0], "half": halves[1]}
    check([warm, *(each["product"] for each in slices)], sent, folder / "data")
    return slices, sent


def one_pair(
    number: int, bare: Server, product: Server, options: argparse.Namespace
) -> dict[str, dict[str, Any]]:
    first = (number + 1) * 10**9
    pair = {
        "bare": timed(bare, options.seconds, options.connections, first),
        "product": timed(product, options.seconds, options.connections, first),
    }
    told = "  ".join(
        f"{name} {part['rate']:,.0f}/s {part['cpu_us']:.0f} us p50 {part['p50_ms']:.1f} ms "
        f"p99 {part['p99_ms']:.1f} ms"
        for name, part in pair.items()
    )
    print(told, file=sys.stderr, flush=True)
    return pair


class Server(NamedTuple):
    """One that is measured, and what it is sent."""

    process: subprocess.Popen[str]
    port: int
    requests: Path
    world: World | None


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    port, requests = free_port(), folder / "bare.txt"
    write_requests(requests, ["a" * 12], port)
    process = start_server(["-m", "bench.load.bare", str(port)], {})
    try:
        wait_for(port)
        yield Server(process, port, requests, None)
    finally:
        stop(process)


@contextmanager
def product_server(folder: Path, sites: int) -> Iterator[Server]:
    port, data, requests = free_port(), folder / "data", folder / "hits.txt"
    world = make_world(data, sites)
    write_requests(requests, world.keys, port)
    process = start_server(["run.py"], settings(data, port))
    try:
        wait_for(port)
        yield Server(process, port, requests, world)
    finally:
        stop(process)


def warm_up(product: Server, connections: int) -> dict[str, Any]:
    """Until every variant has come by: a first visitor, page or agent costs more than the next."""
    total = {"stored": 0, "refused": 0, "other": 0}
    for attempt in range(WARM_UPS):
        part = wrk(product.port, product.requests, 2, connections, attempt * 10**7)
        total = {name: count + part[name] for name, count in total.items()}
        if sum(total.values()) > VARIANTS:
            break
    return total | {"runs": attempt + 1}


def timed(server: Server, seconds: int, connections: int, first: int) -> dict[str, Any]:
    """wrk's figures with the CPU time that the server took for each answer."""
    before = cpu_seconds(server.process.pid)
    figures = wrk(server.port, server.requests, seconds, connections, first)
    answers = figures["stored"] + figures["refused"]
    cpu_us = (cpu_seconds(server.process.pid) - before) / answers * 1e6
    return figures | {"cpu_us": cpu_us, "runs": 1}


def wrk(port: int, requests: Path, seconds: int, connections: int, first: int) -> dict[str, Any]:
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
        str(HERE / "load/beacon.lua"),
        f"http://127.0.0.1:{port}",
        "--",
        str(requests),
        str(first),
    ]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    answers = figures["stored"] + figures["refused"]
    return figures | {"rate": answers / figures["seconds"]}


def send_steadily(product: Server, rate: float, seconds: int) -> dict[str, Any]:
    """An open loop: the sender does not wait for answers, and a stall counts in full."""
    load = [product.port, product.requests, rate, seconds, 9 * 10**11]
    sender = start_client(["-m", "bench.load.open_loop", *map(str, load)])
    assert sender.stdout
    figures: dict[str, Any] = json.loads(sender.stdout.read())
    return figures


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
    assert process.stdout
    counted: dict[str, Any] = json.loads(process.stdout.read())
    return counted


def fast_share(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        report = json.load(answer)
    return float(report["fast"] / max(1, report["hits"]))


def check(parts: list[dict[str, Any]], sent: dict[str, Any], data: Path) -> None:
    """What was acknowledged is stored, and what is stored was sent to the sockets."""
    with sqlite3.connect(data / "tracker.db") as connection:
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
