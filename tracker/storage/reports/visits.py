"""Visits as their rows make them: the `touched` ones are taken out, and put back as they are by
then. What is said here of a visit is docs/reports.md's."""

from __future__ import annotations

from tracker.storage.reports.duck import Connection, Values, rows, run

# A visit's rows as they were, and what is new.
OLD = """
create or replace temp table now as
select cursor, site, ms, visit, visitor, beacon, name, host, path, title, own_referrer,
    own_source, own_channel, own_campaign, own_place, own_agent, own_language, own_width,
    properties, brought, engaged, depth
from recent where visit between $low and $high and visit in (select visit from touched)
union all
select cursor, site, ms, visit, visitor, beacon, name, host, path, title, own_referrer,
    own_source, own_channel, own_campaign, own_place, own_agent, own_language, own_width,
    properties, brought, engaged, depth
from fresh
"""
ANY_SETTLED = """
select 1 from event where visit between $low and $high and visit in (select visit from touched)
limit 1
"""
# What a settled row has not of its own, its visit has: they differ only behind the first row.
SETTLED = """
insert into now
select e.cursor, e.site, e.ms, e.visit, e.visitor, 0, e.name, e.host, e.path, e.title, v.referrer,
    e.source, e.channel, e.campaign, e.place, e.agent, e.language, e.width, e.properties,
    e.brought, e.engaged, e.depth
from event e join (
    select visit, any_value(referrer) as referrer from visit
    where visit between $low and $high and visit in (select visit from touched) group by visit
) v using (visit) where e.visit between $low and $high
"""
GO_STALE = """
insert into dirty
select distinct site, day from visit
where visit between $low and $high and visit in (select visit from touched)
    and (site, day) not in (select (site, day) from dirty)
"""
NO_EVENT = """
delete from event where visit between $low and $high and visit in (select visit from touched)
"""
NO_RECENT = """
delete from recent where visit between $low and $high and visit in (select visit from touched)
"""
NO_VISIT = """
delete from visit where visit between $low and $high and visit in (select visit from touched)
"""


def take_out(duck: Connection) -> bool:
    """All rows of the visits that are `touched`, and those that are `fresh`, into `now`. Whether
    some were settled."""
    bounds = _bounds(duck)
    run(duck, OLD, bounds)
    if settled := bool(rows(duck, ANY_SETTLED, bounds)):
        run(duck, SETTLED, bounds)
        run(duck, NO_EVENT, bounds)
    run(duck, GO_STALE, bounds)
    run(duck, NO_RECENT, bounds)
    run(duck, NO_VISIT, bounds)
    return settled


def _bounds(duck: Connection) -> Values:
    """Between which the ids of the touched visits lie. Tables are about in the order of these: only
    a few of their parts are looked at."""
    [(low, high)] = rows(duck, "select min(visit), max(visit) from touched")
    return {"low": low or 0, "high": high or 0}


# A visit's rows in the order of their times: an import may bring them in any.
WHOLE = """
create or replace temp table whole as
select w.*, f.own_source as source, f.own_channel as channel, f.own_campaign as campaign,
    f.own_agent as agent, f.own_language as language, f.own_width as width,
    f.own_referrer as referrer, f.host as host, f.ms as start, f.visitor as visitor,
    ((f.ms + c.shift) // 86400000)::integer as day
from (
    select visit, min(cursor) filter (nth = 1) as first, max(ms + engaged) as until,
        max(ms) as last, count(*) as n, count(*) filter (name = $pageview) as views,
        coalesce(arg_min(path, nth) filter (name = $pageview), 0) as entry,
        coalesce(arg_max(path, nth) filter (name = $pageview), 0) as exit,
        coalesce(arg_min(own_place, nth) filter (own_place != 0), 0) as place
    from (
        select visit, cursor, ms, engaged, name, path, own_place,
            row_number() over (partition by visit order by ms, cursor) as nth
        from now
    ) group by visit
) w join now f on f.cursor = w.first join site_zone z on z.site = f.site
asof join clock c on c.zone = z.zone and f.ms >= c.since
"""
# `opens`: 2 = the visit's first row of this name and path, 1 = the first on a later day, or of
# another visitor: of a site that moves, two may lie on one day.
INSERT_ROWS = """
insert into recent
select n.cursor, n.site, n.day, n.hour, n.ms, n.visit, n.visitor, n.name, n.host, n.path, n.title,
    w.place, w.agent, w.language, w.width, w.source, w.channel, w.campaign, w.entry, n.engaged,
    n.depth,
    case when lag(n.day) over same is null then 2
        when (lag(n.day) over same, lag(n.visitor) over same) != (n.day, n.visitor) then 1
        else 0 end as opens,
    false, n.properties, n.brought, n.beacon, n.own_referrer, n.own_source, n.own_channel,
    n.own_campaign, n.own_place, n.own_agent, n.own_language, n.own_width
from (
    select now.*, ((now.ms + c.shift) // 86400000)::integer as day,
        ((now.ms + (c.shift % 3600000 + 3600000) % 3600000) // 3600000)::integer as hour
    from now join site_zone z on z.site = now.site
    asof join clock c on c.zone = z.zone and now.ms >= c.since
) n join whole w using (visit)
window same as (partition by n.visit, n.name, n.path order by n.ms, n.cursor)
"""
INSERT_VISITS = """
insert into visit
select n.site, n.day, n.visit, n.visitor, n.day = w.day and n.visitor = w.visitor as begins,
    false as alone, any_value(w.start), any_value(w.until - w.start),
    count(*) filter (n.name = $pageview), count(*) filter (n.name != $pageview),
    any_value(w.n = 1 and w.views = 1), sum(n.engaged)::bigint, sum(n.depth)::integer,
    count(*) filter (n.depth > 0 or n.engaged > 0), any_value(n.entry), any_value(w.exit),
    any_value(w.referrer), any_value(n.source), any_value(n.channel), any_value(n.campaign),
    any_value(n.place), any_value(n.agent), any_value(n.language), any_value(n.width),
    any_value(w.host)
from recent n join whole w using (visit)
group by n.site, n.day, n.visit, n.visitor, w.day, w.visitor
"""
NO_MORE_ALONE = """
create or replace temp table beside as
select visit, day from visit
where alone and day between $first and $last and (site, day, visitor) in (
    select (site, day, visitor) from visit
    where visit between $low and $high and visit in (select visit from touched))
"""
# Who was the only visit of its visitor on that day is so no more.
PART_VISITS = """
update visit set alone = false from beside b
where visit.visit = b.visit and visit.day = b.day and visit.day between $first and $last
"""
PART_ROWS = """
update event set alone = false from beside b
where event.visit = b.visit and event.day = b.day and event.day between $first and $last
"""


def put_back(duck: Connection) -> None:
    """The visits that the rows in `now` make; their days are to be summed up anew."""
    pageview: Values = {"pageview": number_of_pageview(duck)}
    run(duck, WHOLE, pageview)
    run(duck, INSERT_ROWS)
    run(duck, INSERT_VISITS, pageview)
    bounds = _bounds(duck)
    run(duck, GO_STALE, bounds)
    [(first, last)] = rows(duck, "select min(day), max(last) // 86400000 + 1 from whole")
    days: Values = {"first": first or 0, "last": last or 0}
    run(duck, NO_MORE_ALONE, {**bounds, **days})
    if rows(duck, "select 1 from beside limit 1"):
        run(duck, PART_VISITS, days)
        run(duck, PART_ROWS, days)


def number_of_pageview(duck: Connection) -> int:
    """The number of that name; -1 as long as there was none."""
    return int(rows(duck, "select pageview from mark")[0][0])
