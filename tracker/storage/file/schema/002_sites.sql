-- Sites and the tokens that read them. An id is never used twice: what outlives a
-- deleted site for a moment (a socket, a queued hit) must not reach another owner's site.
create table site (
    id integer primary key autoincrement,
    key text not null unique,
    owner_id integer not null references user (id),
    name text not null,
    hosts text not null default '[]',
    time_zone text not null,
    keep_address text not null default 'no' check (keep_address in ('no', 'masked', 'full')),
    created_at integer not null
) strict;

create index site_by_owner on site (owner_id, name);

create table api_token (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    hash text not null unique,
    created_at integer not null,
    used_at integer
) strict;

create index api_token_by_site on api_token (site_id);
