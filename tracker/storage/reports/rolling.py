"""Sums of a day: once for every page, source, country and so on, so that a year is the sum of its
days. They are made anew for days that are `dirty`."""

from __future__ import annotations

from tracker.storage.reports.duck import Connection, Values, rows, run
from tracker.storage.reports.visits import number_of_pageview

# Numbers of the sums' dimensions. Their keys: a text's number, or the one that stands for others.
OF_VISITS = {
    "visit:source": 1,
    "visit:channel": 2,
    "visit:referrer": 3,
    "visit:country": 4,
    "visit:region": 5,
    "visit:city": 6,
    "visit:browser": 7,
    "visit:browser_version": 8,
    "visit:os": 9,
    "visit:os_version": 10,
    "visit:device": 11,
    "visit:screen": 12,
    "visit:language": 13,
    "visit:hostname": 14,
    "visit:entry_page": 15,
    "visit:exit_page": 16,
    "visit:utm_source": 17,
    "visit:utm_medium": 18,
    "visit:utm_campaign": 19,
    "visit:utm_term": 20,
    "visit:utm_content": 21,
    "visit:click_id": 22,
}
OF_EVENTS = {"event:page": 1, "event:title": 2, "event:name": 3, "event:hostname": 4}

# Days that are over everywhere: the others change with every visit.
OVER = """
create or replace temp table ended as
select site, day from (
    select d.site, d.day, (d.now + c.shift) // 86400000 as today
    from (select site, day, $now::bigint as now from dirty) d
    join site_zone z on z.site = d.site
    asof join clock c on c.zone = z.zone and d.now >= c.since
) where day < today order by day, site limit $most
"""
# The first ones that have so many visits together: one site may have a million a day, and ten
# thousand sites ten each.
TODO = """
create or replace temp table todo as
select site, day from (
    select e.site, e.day, coalesce(sum(v.visits) over (
        order by e.day, e.site rows between unbounded preceding and 1 preceding), 0) as before
    from ended e left join (
        select site, day, count(*) as visits from visit where day between $low and $high
        group by site, day
    ) v on v.site = e.site and v.day = e.day
) where before < $visits
"""
MOST = 20_000  # days of a site at once
TOGETHER = 1_000_000  # visits
FORGET = (
    "delete from day_total where day between $low and $high"
    " and (site, day) in (select (site, day) from todo)",
    "delete from hour_total where day between $low and $high"
    " and (site, day) in (select (site, day) from todo)",
    "delete from day_visit where day between $low and $high"
    " and (site, day) in (select (site, day) from todo)",
    "delete from day_event where day between $low and $high"
    " and (site, day) in (select (site, day) from todo)",
    "delete from dirty where day between $low and $high"
    " and (site, day) in (select (site, day) from todo)",
)


def roll(duck: Connection, now: int) -> bool:
    """Sum up days that are over at `now` (ms, UTC) and not summed up; within a transaction.
    Whether there may be more."""
    run(duck, OVER, {"now": now, "most": MOST})
    [(ended, low, high)] = rows(duck, "select count(*), min(day), max(day) from ended")
    run(duck, TODO, {"low": low or 0, "high": high or 0, "visits": TOGETHER})
    [(todo, low, high)] = rows(duck, "select count(*), min(day), max(day) from todo")
    if todo:
        days: Values = {"low": low, "high": high}
        for statement in FORGET:
            run(duck, statement, days)
        _sum_up(duck, days, {"pageview": number_of_pageview(duck)})
    return bool(todo < ended or ended == MOST)


VISITS = """
create or replace temp table rolling_visit as
select v.site, v.day, v.visit, v.visitor, v.begins, v.start, v.pageviews, v.others, v.bounce,
    v.duration, v.engaged, v.depth, v.told, v.source, v.channel, v.referrer, v.language, v.host,
    v.entry, v.exit, p.country_key as country, p.region_key as region, p.city_key as city,
    a.browser_key as browser, a.system_key as system, a.device_key as device,
    a.browser_version_key as browser_version, a.system_version_key as system_version,
    m.source_key as utm_source, m.medium_key as utm_medium, m.name_key as utm_campaign,
    m.term_key as utm_term, m.content_key as utm_content, m.click_id_key as click_id,
    case when v.width <= 0 then 0 when v.width < 576 then 1 when v.width < 768 then 2
        when v.width < 992 then 3 when v.width < 1200 then 4 else 5 end as screen
from visit v
left join place_key p on p.id = v.place
left join agent_key a on a.id = v.agent
left join campaign_key m on m.id = v.campaign
where v.day between $low and $high
    and (v.site, v.day) in (select (site, day) from todo)
"""
# What visits that began on an earlier day had done by then.
EARLIER = """
create or replace temp table earlier as
with going_on as (
    select distinct visit, day from visit
    where not begins and day between $low and $high
        and (site, day) in (select (site, day) from todo)
)
select distinct g.visit, g.day, r.name, r.title, r.host from going_on g join (
    select visit, day, name, title, host from event where visit in (select visit from going_on)
    union all
    select visit, day, name, title, host from recent where visit in (select visit from going_on)
) r on r.visit = g.visit and r.day < g.day
"""
# `new_...`: the visit had not done it on an earlier day.
EVENTS = """
create or replace temp table rolling_event as
select *,
    (visit, day, title) not in (select (visit, day, title) from earlier where name = $pageview)
        as new_title,
    (visit, day, name) not in (select (visit, day, name) from earlier) as new_name,
    (visit, day, host) not in (select (visit, day, host) from earlier) as new_host
from (
    select site, day, hour, visit, visitor, name, path, title, host, opens, engaged, depth
    from event where day between $low and $high
        and (site, day) in (select (site, day) from todo)
    union all
    select site, day, hour, visit, visitor, name, path, title, host, opens, engaged, depth
    from recent where day between $low and $high
        and (site, day) in (select (site, day) from todo)
)
"""
TOTALS = """
insert into day_total
select site, day, count(distinct visitor), count(*) filter (begins), sum(pageviews), sum(others),
    count(*) filter (begins and bounce), coalesce(sum(duration) filter (begins), 0), sum(engaged),
    sum(depth), sum(told)
from rolling_visit group by site, day
"""
HOURS = """
insert into hour_total
select e.site, e.day, e.hour, e.visitors, coalesce(v.visits, 0), e.pageviews
from (
    select site, day, hour, count(distinct visitor) as visitors,
        count(*) filter (name = $pageview) as pageviews
    from rolling_event group by site, day, hour
) e left join (
    select v.site, count(*) as visits,
        ((v.start + (c.shift % 3600000 + 3600000) % 3600000) // 3600000)::integer as hour
    from rolling_visit v join site_zone z on z.site = v.site
    asof join clock c on c.zone = z.zone and v.start >= c.since
    where v.begins group by v.site, hour
) v on v.site = e.site and v.hour = e.hour
"""


def _sum_up(duck: Connection, days: Values, pageview: Values) -> None:
    run(duck, VISITS, days)
    run(duck, EARLIER, days)
    run(duck, EVENTS, {**days, **pageview})
    run(duck, TOTALS)
    run(duck, HOURS, pageview)
    for statement in BY_VISIT:
        run(duck, statement)
    for statement in BY_EVENT:
        run(duck, statement, pageview)
    run(duck, "drop table rolling_visit")
    run(duck, "drop table rolling_event")


def _by_visit(number: int, key: str) -> str:
    return (
        f"insert into day_visit select {number}, site, day, {key}, count(distinct visitor),"
        " count(*) filter (begins), sum(pageviews), count(*) filter (begins and bounce),"
        " coalesce(sum(duration) filter (begins), 0)"
        f" from rolling_visit group by site, day, {key} order by site, day, {key}"
    )


def _by_event(number: int, key: str, where: str, visits: str) -> str:
    return (
        f"insert into day_event select {number}, site, day, {key}, count(distinct visitor),"
        f" {visits}, count(*), sum(engaged), sum(depth),"
        " count(*) filter (depth > 0 or engaged > 0)"
        f" from rolling_event where {where} group by site, day, {key} order by site, day, {key}"
    )


# By the columns of `rolling_visit`.
COLUMN = {
    "visit:os": "system",
    "visit:os_version": "system_version",
    "visit:hostname": "host",
    "visit:entry_page": "entry",
    "visit:exit_page": "exit",
}
BY_VISIT = tuple(
    _by_visit(number, COLUMN.get(name, name.removeprefix("visit:")))
    for name, number in OF_VISITS.items()
)
BY_EVENT = (
    _by_event(1, "path", "name = $pageview", "count(*) filter (opens = 2)"),
    _by_event(2, "title", "name = $pageview", "count(distinct visit) filter (new_title)"),
    _by_event(3, "name", "name != $pageview", "count(distinct visit) filter (new_name)"),
    _by_event(4, "host", "$pageview is not null", "count(distinct visit) filter (new_host)"),
)
