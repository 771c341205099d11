"""The clocks of sites. A site that moves to another time zone, or whose zone gets other rules, has
its visits put on other days."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from tracker.storage.reports.as_they_came import as_they_came
from tracker.storage.reports.clocks import shifts_of
from tracker.storage.reports.duck import Connection, rows, run
from tracker.storage.reports.lines import Lines
from tracker.storage.reports.settling import settle
from tracker.storage.reports.visits import put_back, take_out

VISITS = 20_000  # that are put on other days at once

SOME = """
create or replace temp table touched as
select distinct visit from visit where site = $site and visit > $after order by visit limit $most
"""


def keep_clocks(
    duck: Connection, log: sqlite3.Connection, lines: Lines, zones: Mapping[int, str]
) -> None:
    """Have every site's clock as its zone says now; within a transaction."""
    changed = {zone for zone in set(zones.values()) if _set_clock(duck, zone)}
    known = dict(rows(duck, "select site, zone from site_zone"))
    _set_zones(duck, lines, {site: z for site, z in zones.items() if known.get(site) != z})
    for site, zone in zones.items():
        if site in known and (known[site] != zone or zone in changed):
            _move(duck, log, lines, site)


# All at once: a server may have ten thousand sites, all of them new to a file that is made anew.
SAID = """
create or replace temp table said as select site, zone from read_json(getvariable('lines'),
    format = 'newline_delimited', auto_detect = false, columns = {site: 'integer', zone: 'varchar'})
"""
TAKE_OVER = (
    "delete from site_zone where site in (select site from said)",
    "insert into site_zone select site, zone from said",
)


def _set_zones(duck: Connection, lines: Lines, zones: Mapping[int, str]) -> None:
    if zones:
        said = (json.dumps({"site": site, "zone": zone}) for site, zone in zones.items())
        lines.put("\n".join(said).encode())
        for statement in (SAID, *TAKE_OVER):
            run(duck, statement)


def _set_clock(duck: Connection, zone: str) -> bool:
    """Whether the zone has other rules than before."""
    shifts = [tuple(shift) for shift in shifts_of(zone)]
    said = "select since, shift from clock where zone = $zone order by since"
    known = rows(duck, said, {"zone": zone})
    if known == shifts:
        return False
    run(duck, "delete from clock where zone = $zone", {"zone": zone})
    values = ", ".join(f"({int(since)}, {int(by)})" for since, by in shifts)
    statement = f"insert into clock select $zone, * from (values {values})"
    run(duck, statement, {"zone": zone})
    return bool(known)


def _move(duck: Connection, log: sqlite3.Connection, lines: Lines, site: int) -> None:
    """All of its visits. Those that were settled need what their rows said of themselves for what
    may come late, and are settled again, else the last part would take longer than the first."""
    [(upto,)] = rows(duck, "select cursor from mark")
    after = 0
    while True:
        run(duck, SOME, {"site": site, "after": after, "most": VISITS})
        [(after,)] = rows(duck, "select max(visit) from touched")
        if after is None:
            return
        run(duck, "delete from fresh")
        if take_out(duck):
            as_they_came(duck, log, lines, upto)
        put_back(duck)
        settle(duck)
