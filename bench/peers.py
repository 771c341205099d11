"""Hits a second at the collectors for other products' trackers: each as a share of a bare aiohttp
handler, on the same core in one run.

20,000 visitors behind a trusted proxy, a page each of 10,000, a site with a name in each product;
answered after the commit. In turns with the bare handler, which reads the body and answers 204.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlencode

from bench.figures import Figure, table
from bench.ingest import IN_FLIGHT, wrk
from bench.load.requests import AGENTS, PAGES, VISITORS, address
from bench.processes import cpu_seconds, free_port, serving, serving_product
from bench.world import make_world

LEAST = 0.6  # of the bare handler's rate
UUID = "4fb7fa4c-5b46-438d-94b3-3a8fb9bc2e8b"
SITE = "https://www.example.com"
NAMES = {"plausible": "example.com", "umami": UUID, "matomo": "7", "liwan": "shop"}

Sent = tuple[str, str]  # the target, and the body


class Collector(NamedTuple):
    """How a product's tracker reports a page; `key` is a site's."""

    name: str
    kind: str  # of the body
    page: Callable[[str, int], Sent]


def plausible(_: str, page: int) -> Sent:
    url = f"{SITE}/articles/{page}"
    return "/api/event", json.dumps({"n": "pageview", "v": 36, "u": url, "d": "example.com"})


def umami(_: str, page: int) -> Sent:
    payload = {
        "website": UUID,
        "screen": "1280x720",
        "language": "en-US",
        "title": f"Article {page}",
        "hostname": "www.example.com",
        "url": f"{SITE}/articles/{page}",
        "referrer": "",
    }
    return "/api/send", json.dumps({"type": "event", "payload": payload})


def goatcounter(key: str, page: int) -> Sent:
    query = {"p": f"/articles/{page}", "r": "", "t": f"Article {page}", "s": "1280", "b": "0"}
    return f"/visit/{key}/count?{urlencode(query)}", ""


def matomo(_: str, page: int) -> Sent:
    query = {
        "action_name": f"Article {page}",
        "idsite": "7",
        "rec": "1",
        "r": "@@@@@@@@@@@@",
        "url": f"{SITE}/articles/{page}",
        "_id": "0123456789abcdef",
        "send_image": "0",
        "pv_id": "AbCdEf",
        "res": "1280x720",
    }
    return f"/matomo.php?{urlencode(query, safe='@')}", ""


def liwan(_: str, page: int) -> Sent:
    url = f"{SITE}/articles/{page}"
    return "/api/event", json.dumps({"entity_id": "shop", "name": "pageview", "url": url})


COLLECTORS = (
    Collector("Plausible", "text/plain", plausible),
    Collector("Umami", "application/json", umami),
    Collector("GoatCounter", "", goatcounter),
    Collector("Matomo", "", matomo),
    Collector("Liwan", "application/json", liwan),
)


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    """Medians of the shares of each round."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(options, Path(folder))


def measure(options: argparse.Namespace, folder: Path) -> list[Figure]:
    bare_port, port, data = free_port(), free_port(), folder / "data"
    world = make_world(data, 1)
    with closing(sqlite3.connect(data / "tracker.db")) as db, db:
        for kind, name in NAMES.items():
            values = (world.sites[0], kind, name, 0)
            db.execute(
                "insert into alias (site_id, kind, name, created_at) values (?, ?, ?, ?)", values
            )
    files = {
        each.name: write(folder / f"{each.name}.txt", each, world.keys[0]) for each in COLLECTORS
    }
    shares: dict[str, list[float]] = {each.name: [] for each in COLLECTORS}
    costs: dict[str, list[float]] = {each.name: [] for each in COLLECTORS}
    with ExitStack() as stack:
        bare_arguments = ["-m", "bench.load.bare", str(bare_port)]
        bare = stack.enter_context(serving(bare_port, bare_arguments, {}))
        product = stack.enter_context(serving_product(data, port))
        for number in range(-1, options.rounds):
            for place, (name, file) in enumerate(files.items()):
                first = (number + 2) * 10**9 + place * 10**8
                slices = (file, options.seconds, first)
                plain, ours = timed(bare.pid, bare_port, *slices), timed(product.pid, port, *slices)
                assert not ours["refused"], (name, ours)
                share, cost = ours["rate"] / plain["rate"], ours["cpu_us"] / plain["cpu_us"]
                said = f"{name}: {share:.2f} of {plain['rate']:,.0f}/s, {cost:.2f} times its CPU"
                print(said, file=sys.stderr, flush=True)
                if number >= 0:  # the first round meets everybody for the first time
                    shares[name].append(share)
                    costs[name].append(cost)
    return [
        figure
        for name in shares
        for figure in (
            Figure(
                f"{name}: share of the bare handler",
                statistics.median(shares[name]),
                "",
                LEAST,
                True,
            ),
            Figure(
                f"{name}: CPU time, times the bare handler's", statistics.median(costs[name]), ""
            ),
        )
    ]


def timed(pid: int, port: int, file: Path, seconds: int, first: int) -> dict[str, float]:
    """wrk's figures with the CPU time that the server took for each answer."""
    before = cpu_seconds(pid)
    found = wrk(port, file, seconds, IN_FLIGHT, first, "peers.lua")
    answers = found["stored"] + found["refused"]
    return found | {"cpu_us": (cpu_seconds(pid) - before) / answers * 1e6}


def write(path: Path, collector: Collector, key: str) -> Path:
    """A whole request a visitor, each ended by NUL."""
    random = Random(1)
    agents = [line for line in AGENTS.read_text().splitlines() if line[:1] not in ("", "#")][:600]
    with path.open("w") as file:
        for number in range(VISITORS):
            target, body = collector.page(key, number % PAGES)
            lines = [
                f"POST {target} HTTP/1.1",
                "Host: 127.0.0.1",
                f"User-Agent: {agents[number % len(agents)]}",
                "Origin: https://www.example.com",
                f"X-Forwarded-For: {address(random)}",
                f"Content-Length: {len(body)}",
                *([f"Content-Type: {collector.kind}"] if collector.kind else []),
            ]
            file.write("\r\n".join([*lines, "", body]) + "\0")
    return path


if __name__ == "__main__":
    main()
