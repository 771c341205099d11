"""From a hit to the screens: latency with a hundred live views open, and a thousand sockets.

100 sockets on one site at 1,000 hits/s from an open-loop sender, and one of the views is a real
Chromium; the same with a hit five times a second; 1,000 sockets over 100 sites.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.figures import Figure, table
from bench.load.requests import write_requests
from bench.load.screen import live_page
from bench.processes import (
    CLIENT_CORE,
    allow_many_files,
    figures_of,
    free_port,
    resident_mb,
    send_steadily,
    serving_product,
    start_client,
    stop,
)
from bench.world import World, make_world

QUIET = 5  # hits a second
SETTLED = 2.0  # seconds


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--sockets", type=int, default=100)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--many", type=int, default=1000)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    """Starts what it needs; itself it keeps to the clients' core, and so does Chromium."""
    os.sched_setaffinity(0, {int(CLIENT_CORE)})
    allow_many_files()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), sites=1)
        figures = asyncio.run(one_site(bench, options))
        print("\n".join(figure.row() for figure in figures), file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.sites)
        return figures + asyncio.run(many_sites(bench, options))


class Bench:
    """A server with sites and the requests for them."""

    def __init__(self, folder: Path, sites: int) -> None:
        self.folder = folder
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.world: World = make_world(folder / "data", sites)
        self.requests = folder / "hits.txt"
        write_requests(self.requests, self.world.keys, self.port, dated=True)
        self.sent = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Gives the server's process id."""
        with serving_product(self.folder / "data", self.port) as server:
            yield server.pid

    @asynccontextmanager
    async def watched(self, count: int) -> AsyncIterator[subprocess.Popen[str]]:
        """So many sockets, spread over the sites."""
        sites = self.world.sites
        urls = [
            f"{self.origin}/sites/{sites[number % len(sites)]}/live/socket"
            for number in range(count)
        ]
        lines = "\n".join([self.origin, self.world.cookie, *urls])
        watchers = start_client(["-m", "bench.load.watchers"], lines)
        try:
            await asyncio.sleep(SETTLED + count / 200)
            yield watchers
        finally:
            stop(watchers)

    async def send(self, rate: float, seconds: float) -> dict[str, Any]:
        self.sent += 10**9
        sender = send_steadily(self.port, self.requests, rate, seconds, self.sent)
        figures = await asyncio.to_thread(figures_of, sender)
        assert figures["other"] == 0, figures
        return figures


def ended(watchers: subprocess.Popen[str]) -> dict[str, Any]:
    """What they have timed."""
    watchers.send_signal(signal.SIGTERM)
    return figures_of(watchers)


async def one_site(bench: Bench, options: argparse.Namespace) -> list[Figure]:
    async with bench.serving(), live_page(bench.origin, bench.world) as screen:
        quiet = await watch(bench, options.sockets - 1, QUIET, options.seconds, screen)
        busy = await watch(bench, options.sockets - 1, options.rate, options.seconds, screen)
    name = f"{options.rate:,} hits/s, {options.sockets} views of one site"
    return [
        Figure("hit to socket, quiet, p50", quiet["sockets"]["p50_ms"], "ms"),
        Figure("hit to page, quiet, p50", quiet["screen"]["in_page_p50_ms"], "ms", 15),
        Figure("hit to drawn page, quiet, p50", quiet["screen"]["drawn_p50_ms"], "ms"),
        Figure(f"hit to socket, {name}, p50", busy["sockets"]["p50_ms"], "ms", 40),
        Figure(f"hit to socket, {name}, p99", busy["sockets"]["p99_ms"], "ms", 100),
        Figure(f"hit to page, {name}, p50", busy["screen"]["in_page_p50_ms"], "ms", 40),
        Figure(f"hit to page, {name}, p99", busy["screen"]["in_page_p99_ms"], "ms", 100),
        Figure(f"hit to drawn page, {name}, p50", busy["screen"]["drawn_p50_ms"], "ms"),
        Figure(f"hit to drawn page, {name}, p99", busy["screen"]["drawn_p99_ms"], "ms"),
        Figure(f"unanswered, {name}", busy["sent"]["lost"], "hits", 0),
        Figure("rows shown meanwhile", busy["screen"]["rows"], ""),
        Figure("Chromium's main thread meanwhile", busy["screen"]["busy"] * 100, "%"),
    ]


async def watch(
    bench: Bench, sockets: int, rate: float, seconds: float, screen: Any
) -> dict[str, dict[str, Any]]:
    """Latencies at this rate; every stored hit must have reached every socket."""
    async with bench.watched(sockets) as watchers:
        await bench.send(rate, 2)  # warm
        await asyncio.sleep(SETTLED)
        watchers.send_signal(signal.SIGUSR1)
        await screen.begin()
        sent = await bench.send(rate, seconds)
        shown = await screen.figures()
        await asyncio.sleep(SETTLED)
        heard = ended(watchers)
    assert heard["opened"] == sockets, heard
    check(sent, heard, sockets)
    return {"sockets": heard, "screen": shown, "sent": sent}


def check(sent: dict[str, Any], heard: dict[str, Any], watchers: int) -> None:
    """Every stored hit has reached every watcher of its site."""
    told = heard["received"] / watchers
    assert sent["stored"] <= told <= sent["stored"] + sent["lost"], (sent, heard)


async def many_sites(bench: Bench, options: argparse.Namespace) -> list[Figure]:
    async with bench.serving() as server:
        await bench.send(options.rate, 2)  # warm
        before = resident_mb(server)
        async with bench.watched(options.many) as watchers:
            held = resident_mb(server)
            watchers.send_signal(signal.SIGUSR1)
            sent = await bench.send(options.rate, options.seconds)
            await asyncio.sleep(SETTLED)
            heard, loaded = ended(watchers), resident_mb(server)
    each = options.many // options.sites
    assert heard["opened"] == options.many, heard
    check(sent, heard, each)
    name = f"{options.rate:,} hits/s, {options.many:,} sockets over {options.sites} sites"
    return [
        Figure(f"hit to socket, {name}, p50", heard["p50_ms"], "ms", 40),
        Figure(f"hit to socket, {name}, p99", heard["p99_ms"], "ms", 100),
        Figure(f"unanswered, {name}", sent["lost"], "hits", 0),
        Figure("memory of a socket", (held - before) * 1000 / options.many, "KB"),
        Figure(f"RSS with {options.many:,} sockets, after that load", loaded, "MB"),
    ]


if __name__ == "__main__":
    main()
