"""What the unit of systemd forbids, and what a stop must not cut."""

from __future__ import annotations

from pathlib import Path

from bench.finding import Finding
from tests.deploy.proxies import missing
from tests.deploy.shut_in import UNIT, first_day
from tests.faults.last_answers import CLIENTS, kept_connections

STEPS = "register, log in, record, back up, kill -9, start, integrity check"
ALLOWS = "SystemCallFilter=setpriority\n"


async def under_the_unit(folder: Path, _: float) -> Finding:
    """B11: everything works under the filter of the very file, and work beside gives way."""
    return await _first_day("the unit's filter of system calls", folder, UNIT, nice=True)


async def under_an_older_unit(folder: Path, _: float) -> Finding:
    """The same where setpriority is denied, as hosts have it that were deployed before."""
    folder.mkdir(parents=True, exist_ok=True)
    older = folder / "tracker.service"
    older.write_text(UNIT.read_text().replace(ALLOWS, ""))
    return await _first_day("the same, setpriority denied", folder, older, nice=False)


async def _first_day(what: str, folder: Path, unit: Path, nice: bool) -> Finding:
    wanted = f"all of it works, threads {'give' if nice else 'cannot give'} way"
    if absent := missing("systemd-analyze"):
        return Finding(what, "nothing", wanted, f"NOT DONE: no {absent[0]}", True)
    day = await first_day(folder, unit)
    missed = "; ".join(each.partition(":")[0] for each in day.missed)
    found = f"{f'failed: {missed}' if missed else 'all of it worked'}, threads "
    found += f"{'gave' if day.nice else 'could not give'} way"
    return Finding(what, STEPS, wanted, found, not day.missed and day.nice is nice)


async def a_stop_beside_kept_connections(folder: Path, _: float) -> Finding:
    """C25: the last answer of a connection says so."""
    ways = [await kept_connections(folder / str(at), ordinary) for at, ordinary in enumerate(WAYS)]
    lost, closed = sum(each["lost"] for each in ways), sum(each["closed"] for each in ways)
    answered = sum(each["answered"] for each in ways)
    return Finding(
        "SIGTERM beside clients that keep their connections",
        f"{len(ways) * CLIENTS} clients, {answered:,} requests answered, on the short and the "
        "ordinary way",
        "no request is lost after an answer, each last answer says Connection: close",
        f"{lost} lost, {closed} of {len(ways) * CLIENTS} told",
        not lost and closed == len(ways) * CLIENTS,
    )


WAYS = (False, True)
UNIT_FAULTS = (under_the_unit, under_an_older_unit, a_stop_beside_kept_connections)
