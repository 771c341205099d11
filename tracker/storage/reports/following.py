"""Taking a slice of the log into the reports' tables.

Whatever a slice brings, new rows, leaves, places, titles, removals, it touches visits; those are
taken out, changed and put back whole. So it does not matter in which order things come, and what
is there is always what a fresh count of the log would give.

Everything here blocks and is for the one thread that writes, within a transaction."""

from __future__ import annotations

import sqlite3

from tracker.domain.rows import COUNTS_WITHIN
from tracker.storage.reports import row_texts
from tracker.storage.reports.as_they_came import as_they_came
from tracker.storage.reports.duck import Connection, rows, run
from tracker.storage.reports.lines import Lines
from tracker.storage.reports.row_texts import Slice
from tracker.storage.reports.visits import put_back, take_out

FRESH = """
create or replace temp table fresh as
select c as cursor, s as site, t as ms, v as visit, u as visitor, b as beacon, n as name,
    h as host, p as path, i as title, r as own_referrer, o as own_source, k as own_channel,
    m as own_campaign, l as own_place, a as own_agent, g as own_language, w as own_width,
    x as properties, f as brought, 0::bigint as engaged, 0::tinyint as depth
from read_json(getvariable('lines'), format = 'newline_delimited', auto_detect = false, columns = {
    c: 'bigint', s: 'integer', t: 'bigint', v: 'bigint', u: 'bigint', b: 'bigint', n: 'integer',
    h: 'integer', p: 'integer', i: 'integer', r: 'integer', o: 'integer', k: 'integer',
    m: 'integer', l: 'integer', a: 'integer', g: 'integer', w: 'integer', x: 'varchar',
    f: 'integer'})
"""
NOTE = """
create or replace temp table note as
select c as cursor, k as kind, s as site, v as visit, p as page, b as beacon, t as ms, a as age,
    e as value, d as depth
from read_json(getvariable('lines'), format = 'newline_delimited', auto_detect = false, columns = {
    c: 'bigint', k: 'tinyint', s: 'integer', v: 'bigint', p: 'bigint', b: 'bigint', t: 'bigint',
    a: 'bigint', e: 'bigint', d: 'tinyint'})
"""
# As long as nothing has come.
EMPTY = (
    "create or replace temp table fresh (cursor bigint, site integer, ms bigint, visit bigint,"
    " visitor bigint, beacon bigint, name integer, host integer, path integer, title integer,"
    " own_referrer integer, own_source integer, own_channel integer, own_campaign integer,"
    " own_place integer, own_agent integer, own_language integer, own_width integer,"
    " properties varchar, brought integer, engaged bigint, depth tinyint)",
    "create or replace temp table whole (last bigint, start bigint)",
)
# The newest row before it that has the beacon.
ADOPT = """
update note set page = found.cursor, visit = found.visit, age = note.ms - found.ms from (
    select o.cursor as leave, r.cursor, r.visit, r.ms
    from note o asof join (
        select site, beacon, cursor, visit, ms from recent where beacon != 0
        union all select site, beacon, cursor, visit, ms from fresh where beacon != 0
    ) r on o.site = r.site and o.beacon = r.beacon and o.cursor > r.cursor
    where o.kind = 1 and o.page = 0 and o.beacon != 0
) found where note.cursor = found.leave
"""
TWINS = (
    "update fresh set path = t.first from twin t where fresh.path = t.id",
    "update fresh set title = t.first from twin t where fresh.title = t.id",
    "update fresh set host = t.first from twin t where fresh.host = t.id",
    "update fresh set own_referrer = t.first from twin t where fresh.own_referrer = t.id",
    "update fresh set own_source = t.first from twin t where fresh.own_source = t.id",
)
TOUCHED = """
create or replace temp table touched as
select visit from fresh
union select visit from note where visit != 0 and (kind != 1 or page != 0)
"""


def take(duck: Connection, log: sqlite3.Connection, slice_: Slice, lines: Lines) -> None:
    """The slice's events and notes, and the visits they touch."""
    lines.put(slice_.events)
    run(duck, FRESH)
    if rows(duck, "select 1 from twin limit 1"):
        for same in TWINS:
            run(duck, same)
    lines.put(slice_.notes)
    run(duck, NOTE)
    if row_texts.ORPHAN in slice_.kinds:
        run(duck, ADOPT)
    run(duck, TOUCHED)
    if take_out(duck):
        as_they_came(duck, log, lines, slice_.upto)
    for kind, (change, values) in CHANGES.items():
        if kind in slice_.kinds:
            run(duck, change, values)
    put_back(duck)


LEAVES = """
update now set engaged = greatest(now.engaged, s.engaged), depth = greatest(now.depth, s.depth)
from (
    select page, max(value) as engaged, max(depth) as depth from note
    where kind = 1 and page != 0 and age <= $latest group by page
) s where now.cursor = s.page
"""
TITLES = """
update now set title = s.title from (
    select page, arg_max(value, cursor)::integer as title from note where kind = 3 group by page
) s where now.cursor = s.page
"""
# The first place that was found after a row is the row's.
PLACES = """
update now set own_place = found.place from (
    select r.cursor, n.value::integer as place from now r
    asof join (select visit, cursor, value from note where kind = 2) n
    on n.visit = r.visit and r.cursor < n.cursor where r.own_place = 0
) found where now.cursor = found.cursor
"""
REMOVALS = """
delete from now using (
    select visit, max(cursor) as cursor from note where kind = 4 group by visit
) gone where now.visit = gone.visit and now.cursor < gone.cursor
"""
CHANGES: dict[int, tuple[str, dict[str, object]]] = {
    row_texts.LEAVE: (LEAVES, {"latest": COUNTS_WITHIN}),
    row_texts.PLACE: (PLACES, {}),
    row_texts.TITLE: (TITLES, {}),
    row_texts.VISIT_REMOVAL: (REMOVALS, {}),
}
