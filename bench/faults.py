"""`make faults`: the long fault tests, and their results as a table in docs/faults.md."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from bench.cluster_faults import CLUSTER_FAULTS
from bench.disk_faults import DISK_FAULTS
from bench.door_faults import DOOR_FAULTS
from bench.finding import Finding, scaled
from bench.memory_faults import MEMORY_FAULTS
from bench.report_faults import REPORT_FAULTS
from bench.restart_faults import RESTART_FAULTS
from bench.this_machine import this_machine
from bench.unit_faults import UNIT_FAULTS
from tests.beacon_load import Load
from tests.faults.deaf_watchers import among_the_deaf
from tests.faults.honesty import honesty
from tests.faults.hostile_bodies import GROWN_MB, SLOWEST_MS, hostile
from tests.faults.kills import SABOTAGED, kills
from tests.faults.leaving_clients import left_alone
from tests.faults.locks import locked
from tests.faults.silent_senders import LIMITS, silent
from tests.faults.slow_disk import on_a_slow_disk
from tests.faults.stops import stopped
from tests.faults.what_exists import hidden
from tests.faults.who_exists import CHANCE, Hasty, links, log_ins, registrations
from tests.faults.wrong_clock import wrong_for_a_minute
from tests.product_server import ProductServer
from tests.seeded_data import Seeded, seed
from tracker.app import create_app
from tracker.config import Config

DOCUMENT = Path(__file__).parents[1] / "docs" / "faults.md"


async def killed(folder: Path, scale: float) -> Finding:
    """D1: kill -9 under load."""
    rounds = await kills(folder, scaled(20, scale))
    acknowledged = sum(each.acknowledged for each in rounds)
    lost = max(each.lost for each in rounds)
    doubled = max(each.doubled for each in rounds)
    intact = sum(each.integrity == "ok" for each in rounds)
    slowest = max(each.boot_seconds for each in rounds)
    return Finding(
        "kill -9 under load",
        f"{len(rounds)} kills, 48 connections, {acknowledged:,} hits acknowledged",
        "none lost, none doubled, the file intact, start within 2 s",
        f"{lost} lost, {doubled} doubled, intact {intact} of {len(rounds)} times, "
        f"slowest start {slowest:.1f} s",
        all(each.is_clean for each in rounds),
    )


async def killed_early(folder: Path, _: float) -> Finding:
    """D1 turned round: a server that acknowledges before it commits must be found out."""
    sabotaged = (SABOTAGED, "acknowledge-early")
    rounds = await kills(folder, 1, sabotaged, QUEUE_SIZE="1000000")
    lost = sum(each.lost for each in rounds)
    return Finding(
        "the same, sabotaged: acknowledged 0.25 s before the commit",
        f"1 kill, {rounds[0].acknowledged:,} hits acknowledged",
        "the check goes red",
        f"{lost} lost",
        lost > 0,
    )


async def told_to_stop(folder: Path, scale: float) -> Finding:
    """D3 and D3b: SIGTERM, and a second one up to 500 ms later."""
    chance = random.Random(3)
    count = scaled(20, scale)
    delays = [None, 0.0, *(chance.uniform(0, 0.5) for _ in range(count - 2))]
    stops = [await stopped(folder / str(at), delay) for at, delay in enumerate(delays)]
    left, lost = sum(each.left for each in stops), sum(each.lost for each in stops)
    told, sockets = sum(each.told for each in stops), sum(each.sockets for each in stops)
    codes = sorted({each.exit_code for each in stops})
    return Finding(
        "SIGTERM under load, a second one 0 to 500 ms later",
        f"{count} stops, {sum(each.acknowledged for each in stops):,} hits acknowledged, "
        f"{sum(each.owed for each in stops):,} on their way",
        "none lost, each that was sent is answered, every live view told (1001), exit 0 in 10 s",
        f"{lost} lost, {left} unanswered, {told} of {sockets} told, exit {codes}, "
        f"slowest {max(each.seconds for each in stops):.2f} s",
        all(each.is_clean for each in stops),
    )


async def on_a_locked_file(folder: Path, seconds: float) -> Finding:
    """D6: another program holds the write lock."""
    async with served(folder) as (client, seeded):
        load = Load(client.port, seeded.site.key, "locked")
        async with load.running():
            async with locked(folder):
                await asyncio.sleep(seconds)
            await asyncio.sleep(1)
        found = honesty(load, seeded.site, folder)
    short = seconds < 4
    return Finding(
        f"another program locks the database for {seconds:.0f} s",
        f"{len(load.sent):,} hits",
        "all stored" if short else "none that was answered 503 is stored",
        f"{found.acknowledged:,} × 204, {found.refused:,} × 503, {found.kept} of those stored, "
        f"{found.lost} lost",
        found.is_clean and bool(found.refused) != short,
    )


async def on_a_disk_that_fails(folder: Path, scale: float) -> Finding:
    """D13: commits that are slow at random, and fail at times."""
    with pytest.MonkeyPatch.context() as patch:
        async with served(folder, queue_size=24) as (client, seeded):
            found = await on_a_slow_disk(client, seeded, patch, scaled(10_000, scale))
    return Finding(
        "a slow and failing disk, a queue that runs over",
        f"{found.acknowledged + found.refused:,} hits, {found.refused:,} of them refused",
        "204 is on disk, 503 is not",
        f"{found.lost} lost, {found.kept} stored though refused",
        found.is_clean,
    )


async def deaf(folder: Path, scale: float) -> Finding:
    """L4: watchers that stop reading."""
    found = await among_the_deaf(folder, scaled(30_000, scale))
    return Finding(
        "20 live views that stop reading, half sockets, half event streams",
        f"{found.hits:,} hits",
        "all cut off, a view that reads gets every hit, less than 32 MB more memory",
        f"{found.cut_off} of 20 cut off, {found.seen:,} hits seen, {found.grown_mb:+.1f} MB",
        found.is_clean,
    )


async def hostile_bodies(folder: Path, scale: float) -> Finding:
    """L8: bombs, depth, digits, no numbers."""
    harm = await hostile(folder, scaled(50, scale))
    return Finding(
        "bodies made to harm: bombs, depth, 5,000 digits, no numbers",
        f"{harm.answers:,} bodies",
        f"204, 400 or 413, each within {SLOWEST_MS:.0f} ms, at most {GROWN_MB:.0f} MB more memory",
        f"{sorted(harm.statuses)}, the slowest {harm.slowest_ms:.1f} ms, {harm.grown_mb:+.1f} MB",
        harm.is_bounded and harm.slowest_ms <= SLOWEST_MS,
    )


async def silent_senders(folder: Path, _: float) -> Finding:
    """L3: slow heads, idle connections, half-open live views; bodies are in `make test`."""
    found = await silent(folder)
    return Finding(
        "connections that go silent: idle, a head without end, a live view whose browser is gone",
        "one of each",
        ", ".join(f"{kind} closed within {most:.0f} s" for kind, most in LIMITS.items()),
        ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in found.closed_after.items()),
        found.is_clean,
    )


async def guessing_names(folder: Path, scale: float) -> Finding:
    """C2: log-ins, mailed links and registrations for somebody and for nobody."""
    count = scaled(200, scale)
    found = {
        "log-in": await log_ins(folder / "log-ins", count),
        "mailed link": await links(folder / "links", count),
        "registration": await registrations(folder / "registrations", count),
    }
    return Finding(
        "guessing from an answer's time whether somebody has an account",
        f"{count} log-ins, mailed links and registrations each for a known and an unknown name",
        f"the times are of one kind: p > {CHANCE} (Mann-Whitney)",
        "; ".join(
            f"{what}: {told.known_ms:.1f} and {told.unknown_ms:.1f} ms, p = {told.p:.2f}"
            for what, told in found.items()
        ),
        all(told.is_clean for told in found.values()),
    )


async def guessing_names_early(folder: Path, scale: float) -> Finding:
    """C2 turned round: a server that hashes for known names only must be found out."""
    count = scaled(50, scale)
    told = await log_ins(folder, count, Hasty())
    return Finding(
        "the same, sabotaged: nothing is hashed for unknown names",
        f"{count} log-ins each",
        "the check goes red",
        f"{told.known_ms:.1f} and {told.unknown_ms:.1f} ms, p = {told.p:.1g}",
        not told.is_clean,
    )


async def guessing_sites(folder: Path, scale: float) -> Finding:
    """A2: answers to a stranger about sites of others and sites that are none."""
    count = scaled(400, scale)
    found = await hidden(folder, count)
    return Finding(
        "guessing from an answer's time whether a site exists",
        f"{len(found.medians)} pages, {count} times each for somebody else's site and for none",
        "the median times differ by 10 % at most",
        "; ".join(
            f"{page.format('N')}: {foreign:.2f} and {missing:.2f} ms"
            for page, (foreign, missing) in found.medians.items()
        )
        + f"; {found.apart:.1%} at most",
        found.is_clean,
    )


async def leaving_clients(folder: Path, scale: float) -> Finding:
    """B10: browsers that leave while their form is worked on."""
    found = await left_alone(folder, scaled(150, scale))
    return Finding(
        "browsers that leave at any moment after they have sent the form of a new site",
        f"{found.sent} forms, left within {found.milliseconds:.1f} ms, {found.kept} of them taken",
        "the running server knows every site that is in the file",
        f"{found.unknown} unknown",
        found.is_clean,
    )


async def leaving_clients_halfway(folder: Path, scale: float) -> Finding:
    """B10 turned round: a handler that ends where its client leaves must be found out."""
    found = await left_alone(folder, max(150, scaled(150, scale)), (SABOTAGED, "stop-halfway"))
    return Finding(
        "the same, sabotaged: the work ends where the browser leaves",
        f"{found.sent} forms, {found.kept} of them in the file",
        "the check goes red",
        f"{found.unknown} unknown",
        not found.is_clean,
    )


async def wrong_clock(folder: Path, scale: float) -> Finding:
    """B17: 400 days ahead for a minute, and then for an hour."""
    found = await wrong_for_a_minute(folder, scaled(5_000, scale))
    return Finding(
        "a clock that is 400 days ahead for a minute, visits kept for 30 days",
        f"{found.events:,} visits of the last 20 days, a log-in meanwhile",
        "no visit and no session is lost, /readyz says that erasing waits; what the clock still "
        "says after an hour is believed",
        f"{found.left:,} visits left, the session {'lives' if found.session_lives else 'is gone'}, "
        f"{'told' if found.told else 'not told'}; {found.after_an_hour:,} left after an hour",
        found.is_clean and found.is_believed_in_the_end,
    )


@asynccontextmanager
async def served(folder: Path, queue_size: int = 2_000) -> AsyncIterator[tuple[TestClient, Seeded]]:
    """A server in this process, with a site and without limits of rate."""
    seeded = await seed(folder)
    config = Config(
        data_dir=folder,
        environment="test",
        queue_size=queue_size,
        rate_per_address=10**6,
        rate_burst=10**6,
        rate_per_site=10**7,
    )
    async with TestClient(ProductServer(create_app(config))) as client:
        yield client, seeded


FAULTS: tuple[Callable[[Path, float], Awaitable[Finding]], ...] = (
    killed,
    killed_early,
    told_to_stop,
    lambda folder, _: on_a_locked_file(folder, 2),
    lambda folder, _: on_a_locked_file(folder, 8),
    on_a_disk_that_fails,
    deaf,
    hostile_bodies,
    silent_senders,
    leaving_clients,
    leaving_clients_halfway,
    wrong_clock,
    guessing_names,
    guessing_names_early,
    *DOOR_FAULTS,
    guessing_sites,
    *DISK_FAULTS,
    *REPORT_FAULTS,
    *MEMORY_FAULTS,
    *RESTART_FAULTS,
    *UNIT_FAULTS,
    *CLUSTER_FAULTS,
)


async def run(scale: float, only: str = "") -> list[Finding]:
    """Every fault after the other, each in a folder of its own."""
    findings = []
    for fault in FAULTS:
        if only not in fault.__name__:
            continue
        with tempfile.TemporaryDirectory() as folder:
            finding = await fault(Path(folder) / "data", scale)
        print("held " if finding.held else "BROKE", *finding[:4], sep=" | ", flush=True)
        findings.append(finding)
    return findings


def document(findings: list[Finding], day: datetime.date) -> str:
    """docs/faults.md."""
    rows = [
        f"| {each.fault} | {each.done} | {each.wanted} | {each.found} | "
        f"{'held' if each.held else '**broke**'} |"
        for each in findings
    ]
    head = (
        "| fault | what was done | what must be true | what was found | |\n|---|---|---|---|---|\n"
    )
    return f"{INTRODUCTION}\n{day:%Y-%m-%d}, {this_machine()}.\n\n{head}" + "\n".join(rows) + "\n"


INTRODUCTION = """\
# Faults, and what they cost

A 204 from Tracker means that the hit is on disk, a 503 that it is not. `make faults` breaks things
on purpose and counts; `make test` runs shorter versions of the same (`tests/faults/`), and more: a
poisoned row among fifty, hostile bodies, arbitrary bytes, live views that flood, bodies that never
come, text that would be markup, traces of visitors. Written by `make faults`:
"""


def main() -> None:
    """Run, print, write; exit with 1 when a promise broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 tries it in a minute or two")
    parser.add_argument("--only", default="", help="part of the name of a function above")
    chosen = parser.parse_args()
    findings = asyncio.run(run(chosen.scale, chosen.only))
    if chosen.scale >= 1 and not chosen.only:
        DOCUMENT.write_text(document(findings, datetime.date.today()))
        print(f"written: {DOCUMENT.name}")
    sys.exit(not all(each.held for each in findings))


if __name__ == "__main__":
    main()
