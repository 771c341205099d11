"""Sums of days that come from the log itself: what retention has left, or an import has brought.

Those of retention are written before the removal that makes them necessary, and count from it on;
what was written for a removal that never came counts nothing."""

from __future__ import annotations

from tracker.domain.rows import RETAINED
from tracker.storage.reports.duck import Connection, Values, run
from tracker.storage.reports.lines import Lines
from tracker.storage.reports.rolling import OF_EVENTS, OF_VISITS
from tracker.storage.reports.row_texts import Removal

TOTALS, OF_EVENT = 0, 100  # numbers of dimensions; an event's are counted from there
NUMBERS = {
    "": TOTALS,
    **OF_VISITS,
    **{name: OF_EVENT + number for name, number in OF_EVENTS.items()},
}


def _keep() -> str:
    named = ", ".join(f"('{name}', {number})" for name, number in NUMBERS.items())
    return f"{KEEP} join (values {named}) n(name, number) on n.name = r.n"


KEEP = """
insert into kept
select r.c, r.s, r.d, n.number, r.k, r.u, r.v, r.p, r.o, r.b, r.l, r.e, r.h, r.t, r.f, r.a,
    r.f is distinct from $retained
from read_json(getvariable('lines'), format = 'newline_delimited', auto_detect = false, columns = {
    c: 'bigint', s: 'integer', d: 'integer', n: 'varchar', k: 'integer', u: 'integer',
    v: 'integer', p: 'integer', o: 'integer', b: 'integer', l: 'bigint', e: 'bigint',
    h: 'bigint', t: 'integer', f: 'integer', a: 'bigint'}) r
"""
WITH_NUMBERS = _keep()


def keep(duck: Connection, lines: Lines, days: bytes) -> None:
    """The log's sums of days; those by what reports have no sums of are left out."""
    lines.put(days)
    run(duck, WITH_NUMBERS, {"retained": RETAINED})


# Of a removal that was begun twice the later sums count.
COUNT = """
update kept set counts = true where cursor in (
    select max(cursor) from kept
    where site = $site and not counts and before = $before and cursor < $cursor
    group by day, dimension, key)
"""
NOT_COUNTED = "delete from kept where site = $site and not counts and cursor < $cursor"
IMPORT = "delete from kept where site = $site and brought = $brought and cursor < $cursor"
RESET = "delete from kept where site = $site and cursor <= $upto"


def change_kept(duck: Connection, removal: Removal) -> None:
    """What an age, an import or a reset does to them."""
    of_site: Values = {"site": removal.site}
    if removal.kind == "reset":
        run(duck, RESET, {**of_site, "upto": removal.what})
        return
    of_site["cursor"] = removal.cursor
    if removal.kind == "import":
        run(duck, IMPORT, {**of_site, "brought": removal.what})
    else:
        run(duck, COUNT, {**of_site, "before": removal.what})
        run(duck, NOT_COUNTED, of_site)
