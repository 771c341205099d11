"""Removals of more than a visit: a site, an age, an import, a reset. Within a transaction."""

from __future__ import annotations

import sqlite3

from tracker.domain.ids import first_id
from tracker.domain.retention import DAY
from tracker.storage.reports.as_they_came import as_they_came
from tracker.storage.reports.day_rows import change_kept
from tracker.storage.reports.duck import Connection, Values, run
from tracker.storage.reports.lines import Lines
from tracker.storage.reports.row_texts import Removal
from tracker.storage.reports.visits import put_back, take_out

OF_SITE = (
    "delete from recent where site = $site",
    "delete from event where site = $site",
    "delete from visit where site = $site",
    "delete from dirty where site = $site",
    "delete from day_total where site = $site",
    "delete from hour_total where site = $site",
    "delete from day_visit where site = $site",
    "delete from day_event where site = $site",
    "delete from kept where site = $site",
)


def remove(duck: Connection, log: sqlite3.Connection, removal: Removal, lines: Lines) -> None:
    """What the log says is gone; only rows that came before it."""
    if removal.kind == "site":
        for statement in OF_SITE:
            run(duck, statement, {"site": removal.site})
        return
    _find_gone(duck, removal)
    change_kept(duck, removal)
    for statement in WITHOUT_GONE:
        run(duck, statement)
    take_out(duck)
    as_they_came(duck, log, lines, removal.cursor)
    put_back(duck)


AGE = """
create or replace temp table gone as
select cursor, visit from (
    select cursor, visit, ms from recent where site = $site
    union all select cursor, visit, ms from event where site = $site
) where cursor < $cursor and ms < $edge and (visit < $first or ms < $before)
"""
IMPORT = """
create or replace temp table gone as
select cursor, visit from (
    select cursor, visit, brought from recent where site = $site
    union all select cursor, visit, brought from event where site = $site
) where cursor < $cursor and brought = $brought
"""
RESET = """
create or replace temp table gone as
select cursor, visit from (
    select cursor, visit from recent where site = $site
    union all select cursor, visit from event where site = $site
) where cursor <= $upto
"""


def _find_gone(duck: Connection, removal: Removal) -> None:
    what = removal.what or 0
    bounds: Values = {"site": removal.site}
    if removal.kind == "age":
        age: Values = {"edge": what + DAY, "first": first_id(what), "before": what}
        run(duck, AGE, {**bounds, **age, "cursor": removal.cursor})
    elif removal.kind == "import":
        run(duck, IMPORT, {**bounds, "brought": what, "cursor": removal.cursor})
    else:
        run(duck, RESET, {**bounds, "upto": what})


WITHOUT_GONE = (
    "create or replace temp table touched as select distinct visit from gone",
    "insert into dirty select distinct site, day from visit"
    " where visit in (select visit from touched)"
    " and (site, day) not in (select (site, day) from dirty)",
    "delete from recent where cursor in (select cursor from gone)",
    "delete from event where cursor in (select cursor from gone)",
    "create or replace temp table left_over as select distinct visit from ("
    "select visit from recent union all select visit from event)"
    " where visit in (select visit from touched)",
    "delete from visit where visit in (select visit from touched)"
    " and visit not in (select visit from left_over)",
    "create or replace temp table touched as select visit from left_over",
    "delete from fresh",
)
