"""The statements that make a year's rows; `ms` for `at`, which is a word of DuckDB's.

Whatever is chosen is chosen by a hash of what it is of, so that each run makes the same."""

from __future__ import annotations

# A share of one by two numbers and what it is for; the rank of something, of which the first are
# by far the most frequent.
MACROS = (
    "create macro u(a, b, what) as (hash(hash(a, b, what)) >> 11)::double / 9007199254740992.0",
    "create macro rank(n, share) as"
    " least(n - 1, floor(2.7 * pow((n + 2.7) / 2.7, share) - 2.7))::int",
    "create macro evenly(n, share) as least(n - 1, floor(n * share))::int",
)
# Visits, numbered by site in the order of their times; hours are those of local clocks.
VISITS = """
create table visit as
select site, pages, paths, start, row_number() over (partition by site order by start) as i
from (
    select a.site, pages, paths, {began} + d.number * {day} + h.number * 3600000 - c.shift
        + evenly(3600000, u(a.site, n, 'minute'))::bigint as start
    from (
        select id as site, unnest(range(visits)) as n, paths,
            u(id, n, 'day') as in_year, u(id, n, 'hour') as in_day,
            case when u(id, n, 'bounce') < 0.45 then 1
                else least(200, 2 + floor(ln(1 - u(id, n, 'pages')) / ln(0.75)))::int end as pages
        from site
    ) a
    join (select site, arg_min(shift, since) as shift from clock group by site) c
        on c.site = a.site
    asof join day d on a.in_year >= d.above
    asof join hour h on a.in_day >= h.above
)
where start < {now}
"""
# Events by their visit's number and their own, `k`. 15 of 100 visitors were here lately.
SEEN = """
create table seen as
select s.site, i, k, j, ms, person, paths, (ms + shift) // {day} as day,
    case when j > 0 and u(s.site, k, 'custom') < 0.05
        then evenly({names}, u(s.site, k, 'name')) else -1 end as custom
from (
    select site, i, k, j, paths,
        start + sum(gap) over (partition by site, i order by j) as ms,
        case when i > 300 and u(site, i, 'back') < 0.15
            then i - 1 - evenly(300, u(site, i, 'who')) else i end as person
    from (
        select site, i, j, i * 256 + j as k, start, paths, case j when 0 then 0 else 500
            + least(1500000, -60000 * ln(1 - u(site, i * 256 + j, 'gap')))::bigint end as gap
        from (select *, unnest(range(pages)) as j from visit)
    )
)
s
asof join clock c on s.site = c.site and s.ms >= c.since
where s.ms < {now}
"""
LEFT = """
create table left_ as
select site, k, ms + dwell as ms, 2 as state, dwell,
    (dwell * (0.3 + 0.7 * u(site, k, 'engaged')))::bigint as engaged,
    5 + evenly(96, u(site, k, 'depth')) as depth
from (
    select site, k, ms, 300 + least(1800000, -45000 * ln(1 - u(site, k, 'dwell')))::bigint as dwell
    from seen where custom = -1 and u(site, k, 'left') < 0.6
)
"""
# One page in ten had been hidden before.
HIDDEN = """
insert into left_
select site, k, ms - dwell // 2, 1, dwell - dwell // 2, engaged // 2, depth // 2
from left_ where u(site, k, 'hidden') < 0.1
"""
# One visit in a thousand has its place found late.
ORDER = """
create table placed as
select *, row_number() over (order by ms, kind, site, k, state) as cursor from (
    select 1 as kind, site, k, 0 as state, ms from seen
    union all select 2, site, k, state, ms from left_ where ms < {now}
    union all select 3, site, i, 0, start + 2000 from visit
    where u(site, i, 'late') < 0.001 and start + 2000 < {now}
    union all select 4, 1, n, 0, {began} + n * {day} // 2 from range(2, 700) t(n)
)
"""
IDS = """
create table began as
select site, k // 256 as i, ((ms - {epoch}) << 22) | (2 * cursor % 4096) as visit
from placed where kind = 1 and k % 256 = 0
"""
EVENTS = """
create table event as
select p.cursor, ((s.ms - {epoch}) << 22) | (2 * p.cursor % 4096 + 1) as id, s.site, s.ms, b.visit,
    (hash(s.site, s.person, s.day) >> 1)::bigint as visitor,
    (hash(s.site, s.k) >> 1)::bigint as beacon,
    case custom when -1 then {pageview_1} else {name_1} + custom end as name,
    {host_1} + s.site - 1 as host,
    {path_1} + rank(paths, u(s.site, s.k, 'path')) as path,
    {title_1} + rank(paths, u(s.site, s.k, 'path')) as title,
    case when j > 0 or direct then {nothing_1} else {referrer_1} + referrer end as referrer,
    case when j > 0 then {nothing_1} when direct then {direct_source_1}
        else {source_1} + referrer % {sources} end as source,
    case when j > 0 then {internal_1} when direct then {direct_1}
        else {channel_1} + referrer % {sources} % {channels} end as channel,
    case when j = 0 and u(s.site, s.i, 'tagged') < 0.05
        then 1 + rank({campaigns}, u(s.site, s.i, 'campaign')) else 0 end as campaign,
    case when u(s.site, s.i, 'nowhere') < 0.01 or (j = 0 and u(s.site, s.i, 'late') < 0.001)
        then 0 else place end as place,
    1 + rank({agents}, u(s.site, s.i, 'agent')) as agent,
    {language_1} + rank({languages}, u(s.site, s.i, 'language')) as language,
    [1920, 1440, 390, 412, 1366, 1536, 360, 768, 2560, 1280, 393, 430, 375, 414, 1680, 3840]
        [1 + rank({widths}, u(s.site, s.i, 'width'))] as width,
    case custom
        when 0 then '{{"plan":"' || ['free', 'pro', 'team'][1 + which % 3] || '"}}'
        when 1 then '{{"plan":"' || ['free', 'pro', 'team'][1 + which % 3] || '","amount":'
            || (9 + which % 400) || '.5,"currency":"EUR"}}'
        when 2 then '{{"url":"https://other' || which % 500 || '.example/x"}}'
        when 3 then '{{"file":"/files/' || which % 200 || '.pdf"}}'
        when 4 then '{{"path":"/missing/' || which || '"}}'
        when 5 then '{{"seconds":' || 5 * (which % 60) || ',"auto":' || (which % 2 = 1) || '}}'
    end as properties
from (
    select *, u(site, i, 'direct') < 0.4 as direct,
        rank({referrers}, u(site, i, 'referrer')) as referrer,
        1 + rank({countries}, u(site, i, 'country')) * {cities}
            + rank({cities}, u(site, i, 'city')) as place,
        evenly(1000, u(site, k, 'which')) as which
    from seen
) s
join placed p on p.kind = 1 and p.site = s.site and p.k = s.k
join began b on b.site = s.site and b.i = s.i
"""
LEAVES = """
create table leave as
select p.cursor, p.site, p.ms, e.visit, e.path, p.state, l.engaged, l.depth,
    e.cursor as page_cursor, p.ms - e.ms as page_age
from placed p
join left_ l on l.site = p.site and l.k = p.k and l.state = p.state
join (select cursor, ms, path, visit, beacon from event) e
    on e.beacon = (hash(p.site, p.k) >> 1)::bigint
where p.kind = 2
"""
CORRECTIONS = """
create table correction as
select p.cursor, p.site, p.ms, b.visit,
    1 + rank({countries}, u(p.site, p.k, 'country')) * {cities}
        + rank({cities}, u(p.site, p.k, 'city')) as place
from placed p join began b on b.site = p.site and b.i = p.k where p.kind = 3
"""
# Of visits that are gone already.
REMOVALS = """
create table removal as
select cursor, site, ms, ((ms - {day} - {epoch}) << 22) | 7 as visit from placed where kind = 4
"""
STATEMENTS = (VISITS, SEEN, LEFT, HIDDEN, ORDER, IDS, EVENTS, LEAVES, CORRECTIONS, REMOVALS)
