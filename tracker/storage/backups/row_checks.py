"""What is counted in a slice of the log's rows that should be nothing, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

RESTORE = "Restore a backup: `tracker restore FILE`, with the server stopped."
REPORT = "Keep a copy of the file and report it: rows like these are never written on purpose."
GOES_ON = "A running server goes on with it within minutes; start it, and verify again."


class RowCheck(NamedTuple):
    """`statement` counts rows with cursors from :first to before :last, `found` says so of {n}."""

    name: str
    found: str
    do: str
    statement: str


EVENT_NAMES = """
select count(*) from event where cursor >= :first and cursor < :last and (
    not exists (select 1 from text where id = event.name)
    or not exists (select 1 from text where id = event.host)
    or not exists (select 1 from text where id = event.path)
    or not exists (select 1 from text where id = event.title)
    or not exists (select 1 from text where id = event.referrer)
    or not exists (select 1 from text where id = event.source)
    or not exists (select 1 from text where id = event.channel)
    or not exists (select 1 from text where id = event.language)
    or not exists (select 1 from agent where id = event.agent)
    or (place != 0 and not exists (select 1 from place where id = event.place))
    or (campaign != 0 and not exists (select 1 from campaign where id = event.campaign))
)
"""
LEAVE_NAMES = """
select count(*) from leave where cursor >= :first and cursor < :last
    and not exists (select 1 from text where id = leave.path)
"""
TITLE_NAMES = """
select count(*) from late_title where cursor >= :first and cursor < :last
    and not exists (select 1 from text where id = late_title.title)
"""
DAY_NAMES = """
select count(*) from day_row where cursor >= :first and cursor < :last and (
    not exists (select 1 from text where id = day_row.dimension)
    or not exists (select 1 from text where id = day_row.key)
)
"""
PLACE_NAMES = """
select count(*) from correction where cursor >= :first and cursor < :last
    and not exists (select 1 from place where id = correction.place)
"""
DOUBLE_CURSORS = """
select
    (select count(*) from leave where cursor >= :first and cursor < :last and
        exists (select 1 from event where event.cursor = leave.cursor)) +
    (select count(*) from correction where cursor >= :first and cursor < :last and (
        exists (select 1 from event where event.cursor = correction.cursor)
        or exists (select 1 from leave where leave.cursor = correction.cursor))) +
    (select count(*) from removal where cursor >= :first and cursor < :last and (
        exists (select 1 from event where event.cursor = removal.cursor)
        or exists (select 1 from leave where leave.cursor = removal.cursor)
        or exists (select 1 from correction where correction.cursor = removal.cursor))) +
    (select count(*) from late_title where cursor >= :first and cursor < :last and (
        exists (select 1 from event where event.cursor = late_title.cursor)
        or exists (select 1 from leave where leave.cursor = late_title.cursor)
        or exists (select 1 from correction where correction.cursor = late_title.cursor)
        or exists (select 1 from removal where removal.cursor = late_title.cursor))) +
    (select count(*) from day_row where cursor >= :first and cursor < :last and (
        exists (select 1 from event where event.cursor = day_row.cursor)
        or exists (select 1 from leave where leave.cursor = day_row.cursor)
        or exists (select 1 from correction where correction.cursor = day_row.cursor)
        or exists (select 1 from removal where removal.cursor = day_row.cursor)
        or exists (select 1 from late_title where late_title.cursor = day_row.cursor)))
"""
DOUBLE_EVENTS = """
select ifnull(sum(n - 1), 0) from (
    select count(*) as n from event where cursor >= :first and cursor < :last
    group by id having count(*) > 1
)
"""
DOUBLE_BEACONS = """
select ifnull(sum(n - 1), 0) from (
    select count(*) as n from event where cursor >= :first and cursor < :last and beacon != 0
    group by beacon having count(*) > 1 and max(at) - min(at) < 3600000
)
"""
SHARED_VISITS = """
select count(*) from (
    select visit from event where cursor >= :first and cursor < :last
    group by visit having count(distinct site_id) > 1
)
"""
ODD_LEAVES = """
select count(*) from leave where cursor >= :first and cursor < :last
    and (state not in (1, 2, 3) or engaged < 0 or depth not between 0 and 100)
"""
LATE_FOR_NOTHING = """
select
    (select count(*) from leave where cursor >= :first and cursor < :last and page_cursor != 0
        and (page_cursor >= cursor or page_age > 172800000)) +
    (select count(*) from late_title where cursor >= :first and cursor < :last
        and (page_cursor >= cursor or page_age > 172800000))
"""
NO_SITE = """
select count(*) from (
    select site_id from event where cursor >= :first and cursor < :last
    union all select site_id from leave where cursor >= :first and cursor < :last
    union all select site_id from correction where cursor >= :first and cursor < :last
    union all select site_id from late_title where cursor >= :first and cursor < :last
    union all select site_id from day_row where cursor >= :first and cursor < :last
) where site_id not in (select id from site)
    and site_id not in (select site_id from erasure)
    and site_id not in (select site_id from removal where kind = 'site')
"""
# A visit's id begins with its time: see domain/ids.py.
STILL_THERE = """
with old as materialized (
    select site_id, max(what) as before, max(cursor) as cursor from removal
    where kind = 'age' group by site_id
), named as (
    select cursor, site_id, at, visit from event where cursor >= :first and cursor < :last
    union all select cursor, site_id, at, visit from leave
        where cursor >= :first and cursor < :last
    union all select cursor, site_id, at, visit from correction
        where cursor >= :first and cursor < :last
    union all select cursor, site_id, at, visit from late_title
        where cursor >= :first and cursor < :last
    union all select cursor, site_id, at, 1 << 62 from day_row -- of no visit, nor ever too old
        where cursor >= :first and cursor < :last
)
select count(*) from named where exists (
    select 1 from removal where removal.site_id = named.site_id
        and (removal.kind = 'site' or (removal.kind = 'visit' and removal.what = named.visit)
            or (removal.kind = 'reset' and named.cursor <= removal.what))
        and named.cursor < removal.cursor
) or exists (
    select 1 from old where old.site_id = named.site_id and named.cursor < old.cursor
        and named.at < old.before + 86400000 and named.visit < (old.before - :epoch) << 22
)
"""

ROW_CHECKS = (
    RowCheck("references", "{n} events name a text or place that is missing", RESTORE, EVENT_NAMES),
    RowCheck("references", "{n} leaves name a page that is missing", RESTORE, LEAVE_NAMES),
    RowCheck("references", "{n} late places are missing themselves", RESTORE, PLACE_NAMES),
    RowCheck("references", "{n} late titles are missing themselves", RESTORE, TITLE_NAMES),
    RowCheck("references", "{n} sums of days name a text that is missing", RESTORE, DAY_NAMES),
    RowCheck("cursors", "{n} rows have a cursor that another row has too", REPORT, DOUBLE_CURSORS),
    RowCheck("events", "{n} events have an id that another one has too", REPORT, DOUBLE_EVENTS),
    RowCheck(
        "events",
        "{n} events are stored twice: one beacon's id, within an hour",
        REPORT,
        DOUBLE_BEACONS,
    ),
    RowCheck("visits", "{n} visits have events of more than one site", REPORT, SHARED_VISITS),
    RowCheck("leaves", "{n} leaves say what no page can", REPORT, ODD_LEAVES),
    RowCheck("leaves", "{n} leaves or titles came too late to count", REPORT, LATE_FOR_NOTHING),
    RowCheck("sites", "{n} rows belong to no site", REPORT, NO_SITE),
    RowCheck("removals", "{n} rows are recorded as erased and still there", GOES_ON, STILL_THERE),
)
