"""Restarts: behind a proxy, and with many live views open."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.finding import Finding, scaled
from bench.long_replay import LONGEST_STALL, MOST_MB, replayed
from tests.deploy.proxies import PROXIES, Upstream, free_ports, missing
from tests.deploy.restarts import restarted
from tests.faults.reconnects import INGEST, WITHIN, after_a_restart


async def behind_proxies(folder: Path, scale: float) -> Finding:
    """The server opens its own socket: visits are refused meanwhile, and none is lost."""
    return await behind("restarts behind nginx and Caddy", folder, scaled(5, scale), handed=False)


async def behind_proxies_with_a_held_socket(folder: Path, scale: float) -> Finding:
    """The socket stays open, as systemd holds it."""
    what = "the same, the listening socket handed over (LISTEN_FDS)"
    return await behind(what, folder, scaled(5, scale), handed=True)


async def behind(what: str, folder: Path, times: int, handed: bool) -> Finding:
    """One row for both proxies."""
    found = {}
    for name, proxy in PROXIES.items():
        if absent := missing(name, "openssl"):
            return Finding(what, "nothing", WANTED[handed], f"NOT DONE: no {absent[0]}", True)
        with tempfile.TemporaryDirectory() as short:  # a socket's path must be
            upstream = Upstream(Path(short) / "t.sock", free_ports(1)[0])
            with proxy(Path(short) / "proxy", upstream) as running:
                data_dir = folder / name / "data"
                found[name] = await restarted(running, upstream, data_dir, times, handed)
    return Finding(
        what,
        f"{times} each, {sum(each.acknowledged for each in found.values()):,} hits acknowledged",
        WANTED[handed],
        "; ".join(
            f"{name}: {each.lost} lost, {each.refused} refused, "
            f"the slowest answer {each.slowest:.1f} s"
            for name, each in found.items()
        ),
        all(not each.lost and not (handed and each.refused) for each in found.values()),
    )


WANTED = {False: "none that was acknowledged is lost", True: "none lost, and none refused"}


async def a_storm_of_live_views(folder: Path, scale: float) -> Finding:
    """L6: everybody reconnects."""
    found = await after_a_restart(folder, scaled(500, scale))
    return Finding(
        f"{found.sockets} live views come back after a kill -9",
        f"{found.hits} hits meanwhile, one after the other",
        f"all back within {WITHIN:.0f} s of the start, hits answered within {INGEST * 1000:.0f} ms "
        "(p99)",
        f"{found.back} back within {found.back_within:.1f} s, p99 {found.p99 * 1000:.0f} ms",
        found.all_are_back and found.is_quick,
    )


async def a_long_replay(folder: Path, scale: float) -> Finding:
    """One that was away for long holds no hit back."""
    found = await replayed(folder, scaled(200_000, scale))
    return Finding(
        "a program comes back and reads all that it missed",
        f"{found.read:,} old events in {found.seconds:.1f} s",
        f"no hit waits longer than {LONGEST_STALL * 1000:.0f} ms, less than {MOST_MB:.0f} MB more "
        "memory",
        f"longest wait {found.stall * 1000:.0f} ms ({found.usual_stall * 1000:.0f} ms without), "
        f"{found.grown:+.1f} MB",
        found.read == found.events and found.stall <= LONGEST_STALL and found.grown <= MOST_MB,
    )


RESTART_FAULTS = (
    behind_proxies,
    behind_proxies_with_a_held_socket,
    a_storm_of_live_views,
    a_long_replay,
)
