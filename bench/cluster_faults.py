"""Several processes that are one server, with all that they share."""

from __future__ import annotations

from pathlib import Path

from bench.finding import Finding

MINUTES = 20


async def in_chaos(folder: Path, scale: float) -> Finding:
    """Processes and engines are killed, stopped, told to end, one after the other."""
    from tests.cluster.chaos import chaos
    from tests.cluster.own_engines import absent

    what = "several processes on NATS, ClickHouse and PostgreSQL; each killed, stopped, or full"
    wanted = "none that was acknowledged is lost, twice, or in a wrong visit; open views are exact"
    if missing := absent():
        return Finding(what, "nothing", wanted, f"NOT DONE: no {missing[0]}", True)
    found = await chaos(folder, 1, MINUTES * 60 * scale)
    return Finding(
        what,
        f"{found.faults} faults, {found.acknowledged:,} hits acknowledged, {found.refused:,} tries "
        "refused",
        wanted,
        f"{'; '.join(found.wrong) or '0 wrong'}; slowest {found.slowest:.1f} s",
        not found.wrong,
    )


CLUSTER_FAULTS = (in_chaos,)
