-- Between which times the events of each whole 4,096 cursors of the log came. With it a site's
-- events are found in the order of the log by the index over site and time, also where the clock
-- was put back; an index of their own would be written to with every hit.
create table stretch (
    number integer primary key, -- of cursors number * 4096 and the 4,095 behind it
    first_at integer not null, -- ms, UTC
    last_at integer not null
) strict;

insert into stretch (number, first_at, last_at)
with recursive log (rows) as (
    select 1 + max(
        ifnull((select max(cursor) from event), 0),
        ifnull((select max(cursor) from leave), 0),
        ifnull((select max(cursor) from correction), 0),
        ifnull((select max(cursor) from removal), 0)
    )
), whole (number) as (
    select 0 from log where rows >= 4096
    union all
    select number + 1 from whole join log where (number + 2) * 4096 <= rows
), bounded as (
    select number,
        (
            select min(at) from event
            where cursor >= number * 4096 and cursor < number * 4096 + 4096
        ) as first_at,
        (
            select max(at) from event
            where cursor >= number * 4096 and cursor < number * 4096 + 4096
        ) as last_at
    from whole
)
select number, first_at, last_at from bounded where first_at is not null;
