-- A site's numbers that begin anew.

-- Whose rows up to that cursor are being erased: nobody reads them any more. A row stands here from
-- the order until none of them is left.
create table reset (
    site_id integer primary key references site (id) on delete cascade,
    upto integer not null
) strict;

alter table site add column reset_at integer; -- ms, UTC, of the last time; null = never
