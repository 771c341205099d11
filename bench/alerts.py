"""From a commit to a webhook: how long an alert takes with 500 of them on one site under load.

A goal is reached twice a second and told each time; the time counts from the answer to the hit,
which comes after its commit, to the message's coming. All other hits go by the same 500 alerts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bench.figures import Figure, table
from bench.load.requests import write_requests
from bench.processes import cpu_seconds, figures_of, free_port, send_steadily, serving, settings
from bench.world import World, make_world
from tests.alert_target import AlertTarget, alert_target
from tests.eventually import eventually
from tests.web.sites.owners import FIREFOX
from tracker.domain.alerts.alert import KINDS, Alert, Kind
from tracker.domain.alerts.target import Target
from tracker.storage.alerts.alerts import insert_alert
from tracker.storage.alerts.targets import insert_target, set_targets
from tracker.storage.file.database import Database

EVERY = 0.5  # seconds between two goals
GOAL = """
insert into goal (site_id, name, kind, subject, least, sums, currency, created_at)
values (?, ?, ?, ?, 0, '', '', 0)
"""


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--alerts", type=int, default=500)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder) / "data", free_port()
        world = make_world(data, 1)
        requests = Path(folder) / "hits.txt"
        write_requests(requests, world.keys, port)
        return asyncio.run(_figures(options, data, port, world, requests))


async def _figures(
    options: argparse.Namespace, data: Path, port: int, world: World, requests: Path
) -> list[Figure]:
    async with alert_target() as target:
        await _prepare(data, world, target, options.alerts)
        variables = settings(data, port) | {"ALERT_NETWORKS": "127.0.0.1"}
        with serving(port, ["run.py"], variables) as server:
            began = cpu_seconds(server.pid)
            sender = send_steadily(port, requests, options.rate, options.seconds, 10**9)
            committed = await _reach(port, world.keys[0], options.seconds)
            sent = await asyncio.to_thread(figures_of, sender)
            used = cpu_seconds(server.pid) - began
            await eventually(lambda: len(told_at(target)) >= len(committed))
    took = sorted(told_at(target)[name] - at for name, at in committed.items())
    name = f"{options.alerts} alerts, {options.rate:,} hits/s"
    return [
        Figure(f"commit to webhook, {name}, p50", took[len(took) // 2] * 1000, "ms"),
        Figure(f"commit to webhook, {name}, p99", took[len(took) * 99 // 100] * 1000, "ms", 10_000),
        Figure(f"hits answered meanwhile, {name}, p99", sent["p99_ms"], "ms"),
        Figure(f"unanswered, {name}", sent["lost"], "hits", 0),
        Figure(f"processor, {name}", 100 * used / options.seconds, "%"),
    ]


def told_at(target: AlertTarget) -> dict[str, float]:
    """When each goal's message came, by the page where it was reached; one may tell of several."""
    found: dict[str, float] = {}
    for body, at in zip(target.got, target.came_at, strict=True):
        for _ in range(body["facts"]["count"]):
            found[f"/{len(found)}"] = at
    return found


async def _reach(port: int, key: str, seconds: float) -> dict[str, float]:
    """A goal on a page of its own again and again; when each was committed."""
    committed: dict[str, float] = {}
    ends = time.monotonic() + seconds
    async with ClientSession(headers={"User-Agent": FIREFOX}) as session:
        while time.monotonic() < ends:
            path = f"/{len(committed)}"
            hit = json.dumps({"name": "Signup", "url": f"https://example.com{path}"})
            async with session.post(f"http://127.0.0.1:{port}/visit/{key}", data=hit) as answer:
                assert answer.status == 204
            committed[path] = time.monotonic()
            await asyncio.sleep(EVERY)
    return committed


async def _prepare(data: Path, world: World, target: AlertTarget, alerts: int) -> None:
    [site] = world.sites
    async with Database.open(data / "tracker.db") as db, db.transaction() as tx:
        await tx.execute(GOAL, (site, "Signup", "event", "Signup"))
        await tx.execute(GOAL, (site, "Read", "page", "/articles/**9"))
        wall = Target(
            id=0, site_id=site, name="a", shape="json", address=target.address, secret="s"
        )
        where = await insert_target(tx, wall)
        told: dict[str, Any] = {"kind": "goal", "goal_id": 1, "pause": 0}
        first = await insert_alert(tx, Alert(id=0, site_id=site, name="Signup", **told))
        await set_targets(tx, site, first, [where])
        for number in range(alerts - 1):
            await insert_alert(tx, _other(site, KINDS[number % len(KINDS)], number))


def _other(site: int, kind: Kind, number: int) -> Alert:
    """One that is looked at with every hit, and seldom told."""
    goal = {"goal_id": 2} if kind == "goal" else {}
    of = {"source": f"Source {number}", "campaign": f"c{number}", "missing": "/old/**"}.get(
        kind, ""
    )
    return Alert(id=0, site_id=site, name=f"{kind} {number}", kind=kind, of=of, pause=1440, **goal)


if __name__ == "__main__":
    main()
