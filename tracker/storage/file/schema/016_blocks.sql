-- What a site does not count: hits from there are refused.

-- The only place where an address is kept that no owner of a site has chosen to keep of visits. It
-- stands here for that purpose alone, and goes with the row.
create table block (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    kind text not null check (kind in ('address', 'country', 'page', 'host')),
    subject text not null, -- an address or network, an ISO code, a pattern of paths, a host
    note text not null,
    user_id integer references user (id) on delete set null, -- who has added it
    created_at integer not null, -- ms, UTC
    unique (site_id, kind, subject)
) strict;
create index block_by_user on block (user_id);
