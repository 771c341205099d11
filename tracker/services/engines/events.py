"""ClickHouse: whether it can answer, with the tables of this release."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.storage.processes.standing import EventsStanding

CLICKHOUSE = "clickhouse"
LITTLE, LEAST = 0.1, 0.03  # of its disk
TRIED = 26  # the oldest that the tests run on


def look_at_events(stands: EventsStanding) -> Iterator[Finding]:
    """Its version, its disk and its tables."""
    if _major(stands.version) < TRIED:
        found = f"It is {stands.version}, on which Tracker was not tried."
        yield warn(CLICKHOUSE, found, f"Have {TRIED} or newer.")
    if stands.free < LITTLE:
        how = bad if stands.free < LEAST else warn
        found = (
            f"{stands.free:.0%} of its disk are free. Full, it files nothing, and the log grows."
        )
        yield how(CLICKHOUSE, found, "Make room there, or keep visits for a shorter time.")
    if not stands.step:
        yield warn(CLICKHOUSE, "It has no tables yet.", "`tracker serve` makes them.")
    elif stands.step > stands.known:
        found = f"Its tables have step {stands.step}; this release knows {stands.known}."
        yield bad(CLICKHOUSE, found, "Install the release that wrote them.")
    elif stands.step < stands.known:
        found = f"Its tables have step {stands.step} of {stands.known}."
        yield warn(CLICKHOUSE, found, "The next start brings them up to date.")
    else:
        yield ok(CLICKHOUSE, f"Version {stands.version}, tables of step {stands.step}.")


def _major(version: str) -> int:
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0
