-- What sites are called by trackers of other products that point here now.
create table alias (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    kind text not null check (kind in ('goatcounter', 'plausible', 'umami', 'matomo', 'liwan', 'host')),
    name text not null, -- a code, a domain, a UUID, a number, an entity, a host
    user_id integer references user (id) on delete set null, -- who has added it
    created_at integer not null, -- ms, UTC
    unique (kind, name)
) strict;
create index alias_by_site on alias (site_id);
create index alias_by_user on alias (user_id);
