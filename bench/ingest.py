"""Hits a second: a bare aiohttp handler against the whole product, on the same core in one run.

Honest load: 6,000 addresses behind a trusted proxy, 600 user agents, 10,000 pages, an id for each
hit, 5 % bots, 100 sites with an open live socket each; acknowledged after the commit with
synchronous=FULL. Afterwards the rows in the database must be the plain 204s.
"""

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
from pathlib import Path
from typing import Any

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
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--connections", type=int, default=IN_FLIGHT)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    """Medians of the rounds."""
    rounds = [measure(options) for _ in range(options.rounds)]

    def median(kind: str, name: str) -> float:
        return statistics.median(each[kind][name] for each in rounds)

    share = statistics.median(each["share"] for each in rounds)
    return [
        Figure("bare aiohttp handler", median("bare", "rate"), "requests/s"),
        Figure("bare aiohttp handler, p99", median("bare", "p99_ms"), "ms"),
        Figure("hits on disk", median("product", "rate"), "hits/s"),
        Figure("share of the bare handler", share * 100, "%", 85, at_least=True),
        Figure("on the fast path", median("product", "fast") * 100, "%"),
        Figure("CPU time of a hit", median("product", "cpu_us"), "µs"),
        Figure("acknowledged, full rate, p50", median("product", "p50_ms"), "ms"),
        Figure("acknowledged, full rate, p99", median("product", "p99_ms"), "ms", 15),
        Figure("acknowledged, half the rate, p50", median("half", "p50_ms"), "ms"),
        Figure("acknowledged, half the rate, p99", median("half", "p99_ms"), "ms", 10),
    ]


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One round: bare, then the product, with the same requests."""
    with tempfile.TemporaryDirectory() as folder:
        bare = run_bare(options, Path(folder))
        product = run_product(options, Path(folder))
    share = product["rate"] / bare["rate"]
    print(
        f"bare {bare['rate']:,.0f}/s {bare['cpu_us']:.0f} us  product {product['rate']:,.0f}/s "
        f"{product['cpu_us']:.0f} us  share {share:.2f}  "
        f"p50 {product['p50_ms']:.1f} ms  p99 {product['p99_ms']:.1f} ms  "
        f"fast path {product['fast']:.0%}  sockets {product['received']:,}  half rate "
        f"p50 {product['half']['p50_ms']:.1f} ms  p99 {product['half']['p99_ms']:.1f} ms",
        file=sys.stderr,
        flush=True,
    )
    return {"bare": bare, "product": product, "half": product["half"], "share": share}


def run_bare(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    port = free_port()
    write_requests(folder / "bare.txt", ["a" * 12], port)
    server = start_server(["-m", "bench.load.bare", str(port)], {})
    try:
        wait_for(port)
        wrk(port, folder / "bare.txt", 2, options.connections, 0)
        return timed(server, port, folder / "bare.txt", options.seconds, options.connections, 10**9)
    finally:
        stop(server)


def run_product(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    port, data = free_port(), folder / "data"
    world = make_world(data, sites=options.sites)
    write_requests(folder / "hits.txt", world.keys, port)
    server = start_server(["run.py"], settings(data, port))
    sockets = None
    try:
        wait_for(port)
        sockets = open_sockets(port, world)
        warm = warm_up(port, folder / "hits.txt", options.connections)
        figures = timed(
            server, port, folder / "hits.txt", options.seconds, options.connections, 10**9
        )
        half = send_steadily(port, folder / "hits.txt", figures["rate"] / 2, options.seconds)
        time.sleep(1)
        figures["half"] = half
        figures |= stop_sockets(sockets) | {"fast": fast_share(port)}
    finally:
        if sockets:
            stop(sockets)
        stop(server)
    check(figures, warm, data)
    return figures


def warm_up(port: int, requests: Path, connections: int) -> dict[str, Any]:
    """Until every variant has come by: a first visitor, page or agent costs more than the next."""
    total = {"stored": 0, "refused": 0, "other": 0}
    for attempt in range(WARM_UPS):
        part = wrk(port, requests, 2, connections, attempt * 10**7)
        total = {name: count + part[name] for name, count in total.items()}
        if sum(total.values()) > VARIANTS:
            break
    return total | {"runs": attempt + 1}


def timed(server: subprocess.Popen[str], *args: Any) -> dict[str, Any]:
    """wrk's figures with the CPU time that the server took for each answer."""
    before = cpu_seconds(server.pid)
    figures = wrk(*args)
    answers = figures["stored"] + figures["refused"]
    return figures | {"cpu_us": (cpu_seconds(server.pid) - before) / answers * 1e6}


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


def send_steadily(port: int, requests: Path, rate: float, seconds: int) -> dict[str, Any]:
    """An open loop: the sender does not wait for answers, and a stall counts in full."""
    arguments = [str(port), str(requests), str(rate), str(seconds), str(2 * 10**9)]
    sender = start_client(["-m", "bench.load.open_loop", *arguments])
    assert sender.stdout
    figures: dict[str, Any] = json.loads(sender.stdout.read())
    return figures


def open_sockets(port: int, world: World) -> subprocess.Popen[str]:
    origin = f"http://127.0.0.1:{port}"
    urls = [f"{origin}/sites/{site}/live/socket?cursor=0" for site in world.sites]
    process = start_client(["-m", "bench.load.sockets"], "\n".join([origin, world.cookie, *urls]))
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


def check(figures: dict[str, Any], warm: dict[str, Any], data: Path) -> None:
    """What was acknowledged is stored, and what is stored was sent to the sockets."""
    with sqlite3.connect(data / "tracker.db") as connection:
        stored = connection.execute("select count(*) from event").fetchone()[0]
    half = figures["half"]
    acknowledged = figures["stored"] + warm["stored"] + half["stored"]
    assert figures["other"] == warm["other"] == half["other"] == half["lost"] == 0, figures
    # wrk leaves without waiting for the answers that it is still owed.
    assert 0 <= stored - acknowledged <= (warm["runs"] + 1) * IN_FLIGHT, (stored, acknowledged)
    assert figures["received"] == stored, (figures["received"], stored, figures["skipped"])


if __name__ == "__main__":
    main()
