-- What the log did not keep: its own name, further kinds of rows, versions of browsers and systems,
-- what was refused.

-- A cursor of another log means nothing in this one.
create table log (
    id text not null
) strict;
insert into log (id) values (lower(hex(randomblob(8))));

-- Texts are cleaned of what once was kept of queries, and two may become the same: no longer
-- unique. What is new is looked for first.
create table text_anew (
    id integer primary key,
    value text not null
) strict;
insert into text_anew (id, value) select id, value from text;
drop table text;
alter table text_anew rename to text;
create index text_by_value on text (value);

create table agent_anew (
    id integer primary key,
    browser text not null,
    system text not null,
    device text not null,
    browser_version text not null, -- the major; '' = unknown, and in what was stored before
    system_version text not null,
    unique (browser, system, device, browser_version, system_version)
) strict;
insert into agent_anew select id, browser, system, device, '', '' from agent;
drop table agent;
alter table agent_anew rename to agent;

-- Rows of releases before this one that are still to be worked through: texts to be cleaned,
-- sources to be found by today's rules. A row stands here until all are.
create table rework (
    done integer not null, -- the last cursor that was worked through
    upto integer not null -- the last one that is to be
) strict;
insert into rework (done, upto)
select 0, head from (
    select max(
        ifnull((select max(cursor) from event), 0), ifnull((select max(cursor) from leave), 0),
        ifnull((select max(cursor) from correction), 0),
        ifnull((select max(cursor) from removal), 0)
    ) as head
) where head > 0;

alter table event add column import_id integer; -- of what an import has brought; null = a visit here

-- A start read the day's new visitors by an index that every one of them was written to; now the
-- stretches tell.
drop index event_of_new_visitor;
alter table stretch add column visitors text; -- JSON: who was counted as new; null after two days

-- A leave carries the visit and the place in the log of its pageview; of one that does, the beacon
-- is 0. State 3: the page came into sight again.
alter table leave add column page_cursor integer not null default 0; -- 0 in rows of before
alter table leave add column page_age integer not null default 0; -- ms since it came

create index correction_by_visit on correction (visit);

create table late_title (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null,
    page_cursor integer not null, -- the pageview's
    page_age integer not null, -- ms since it came
    title integer not null
) strict;
create index late_title_by_page on late_title (page_cursor);

-- Sums of a local day of which there are no events: an import brought them, or retention left them.
create table day_row (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    day integer not null, -- of the site's time zone, since 1970-01-01
    dimension integer not null, -- a text; '' for the day's totals
    key integer not null, -- a text
    visitors integer not null,
    visits integer not null,
    pageviews integer not null,
    others integer not null,
    bounces integer not null,
    duration integer not null, -- ms
    engaged integer not null, -- ms
    import_id integer -- null = left by retention
) strict;

create table removal_anew (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    kind text not null check (kind in ('site', 'visit', 'age', 'import', 'reset')),
    -- the visit; ms, UTC, before which visits began; the import; the cursor up to which
    what integer check ((what is null) = (kind = 'site'))
) strict;
insert into removal_anew (cursor, site_id, at, kind, what)
select cursor, site_id, at,
    case visit when 0 then 'site' when -1 then 'age' else 'visit' end,
    case visit when 0 then null when -1 then before else visit end
from removal;
drop table removal;
alter table removal_anew rename to removal;

-- Hits that were not counted.
create table refused (
    site_id integer not null,
    day integer not null, -- of the site's time zone, since 1970-01-01
    reason text not null,
    hits integer not null,
    primary key (site_id, day, reason)
) strict, without rowid;
