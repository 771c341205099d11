"""Hits a second: a bare aiohttp handler against the whole product, on the same core in one run.

Honest load: 6,000 addresses behind a trusted proxy, 600 user agents, 10,000 pages, an id for each
hit, 5 % bots, 100 sites with an open live socket each; acknowledged after the commit with
synchronous=FULL. Afterwards the rows in the database must be the plain 204s.
"""

import argparse
import json
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.load.requests import write_requests
from bench.world import make_world

HERE = Path(__file__).parent
SERVER_CORE, CLIENT_CORE = "0", "1"
IN_FLIGHT = 64


def main() -> None:
    options = read_options()
    rounds = [measure(options) for _ in range(options.rounds)]
    print_figures(rounds)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--connections", type=int, default=IN_FLIGHT)
    return parser.parse_args()


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
        f"fast path {product['fast']:.0%}  sockets {product['received']:,}",
        flush=True,
    )
    return {"bare": bare, "product": product, "share": share}


def run_bare(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    port = free_port()
    write_requests(folder / "bare.txt", ["a" * 12], port)
    server = start(["-m", "bench.load.bare", str(port)], {})
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
    server = start(["run.py"], environment(data, port))
    sockets = None
    try:
        wait_for(port)
        sockets = open_sockets(port, world)
        warm = wrk(port, folder / "hits.txt", 3, options.connections, 0)
        figures = timed(
            server, port, folder / "hits.txt", options.seconds, options.connections, 10**9
        )
        time.sleep(1)
        figures |= stop_sockets(sockets) | {"fast": fast_share(port)}
    finally:
        if sockets:
            stop(sockets)
        stop(server)
    check(figures, warm, data)
    return figures


def environment(data: Path, port: int) -> dict[str, str]:
    much = "1000000"
    return {
        "DATA_DIR": str(data),
        "PORT": str(port),
        "TRUSTED_PROXIES": "127.0.0.1",
        "RATE_PER_SITE": much,
        "RATE_PER_ADDRESS": much,
        "RATE_BURST": much,
        "SOCKETS_PER_USER": "10000",
        "SOCKETS": "10000",
        "LOG_LEVEL": "WARNING",
    }


def timed(server: subprocess.Popen[str], *args: Any) -> dict[str, Any]:
    """wrk's figures with the CPU time that the server took for each answer."""
    before = cpu_seconds(server.pid)
    figures = wrk(*args)
    answers = figures["stored"] + figures["refused"]
    return figures | {"cpu_us": (cpu_seconds(server.pid) - before) / answers * 1e6}


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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


def open_sockets(port: int, world: Any) -> subprocess.Popen[str]:
    urls = [f"http://127.0.0.1:{port}/sites/{site}/live/socket?cursor=0" for site in world.sites]
    process = subprocess.Popen(
        ["taskset", "-c", CLIENT_CORE, sys.executable, "-m", "bench.load.sockets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write("\n".join([f"http://127.0.0.1:{port}", world.cookie, *urls]))
    process.stdin.close()
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
    acknowledged = figures["stored"] + warm["stored"]
    assert figures["other"] == warm["other"] == 0, figures
    # wrk leaves without waiting for the answers it is still owed, twice.
    assert 0 <= stored - acknowledged <= 2 * IN_FLIGHT, (stored, acknowledged)
    assert figures["received"] == stored, (figures["received"], stored, figures["skipped"])


def print_figures(rounds: list[dict[str, Any]]) -> None:
    def median(kind: str, name: str) -> float:
        return statistics.median(each[kind][name] for each in rounds)

    share = statistics.median(each["share"] for each in rounds)
    print(
        f"medians of {len(rounds)}: bare {median('bare', 'rate'):,.0f}/s, product "
        f"{median('product', 'rate'):,.0f}/s = {share:.0%}; p50 {median('product', 'p50_ms'):.1f}"
        f", p99 {median('product', 'p99_ms'):.1f} ms (bare {median('bare', 'p99_ms'):.1f})"
    )


def start(arguments: list[str], settings: dict[str, str]) -> subprocess.Popen[str]:
    command = ["taskset", "-c", SERVER_CORE, sys.executable, *arguments]
    return subprocess.Popen(
        command, env=os.environ | settings, text=True, stdout=subprocess.DEVNULL
    )


def stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


if __name__ == "__main__":
    main()
