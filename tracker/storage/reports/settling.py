"""Days for which nothing can come late any more: their rows are put in order, without what only
late ones need, and with what makes counting visitors cheap."""

from __future__ import annotations

from tracker.storage.reports.duck import Connection, Values, rows, run

# Three days before the newest row's, a day is over everywhere for longer than a leave may be late.
DAYS = 3

RIPE = """
create or replace temp table ripe as
select distinct site, day from recent
where day < (select max(ms) // 86400000 from recent) - $days
"""
# `alone`: of its visitor the only one that day.
VISITS = """
create or replace temp table ripe_visit as
select * replace (count(*) over (partition by site, day, visitor) = 1 as alone)
from visit where day between $low and $high and (site, day) in (select (site, day) from ripe)
"""
NO_VISIT = """
delete from visit
where day between $low and $high and (site, day) in (select (site, day) from ripe)
"""
PUT_IN_ORDER = (
    "insert into visit select * from ripe_visit order by site, day, visit",
    """
insert into event by name
select r.cursor, r.site, r.day, r.hour, r.ms, r.visit, r.visitor, r.name, r.host, r.path, r.title,
    r.place, r.agent, r.language, r.width, r.source, r.channel, r.campaign, r.entry, r.engaged,
    r.depth, r.opens, v.alone, r.properties, r.brought
from recent r join ripe_visit v on v.site = r.site and v.day = r.day and v.visit = r.visit
    and v.visitor = r.visitor
where (r.site, r.day) in (select (site, day) from ripe)
order by r.site, r.day, r.visit, r.cursor
""",
    "delete from recent where (site, day) in (select (site, day) from ripe)",
)


def settle(duck: Connection) -> None:
    """All that is ripe; within a transaction."""
    run(duck, RIPE, {"days": DAYS})
    [(low, high)] = rows(duck, "select min(day), max(day) from ripe")
    days: Values = {"low": low or 0, "high": high or 0}
    run(duck, VISITS, days)
    run(duck, NO_VISIT, days)
    for statement in PUT_IN_ORDER:
        run(duck, statement)


WAITING = """
select count(*) from recent where day < (select max(ms) // 86400000 from recent) - $days
"""


def rows_to_settle(duck: Connection) -> int:
    """So many are ripe."""
    return int(rows(duck, WAITING, {"days": DAYS})[0][0])
