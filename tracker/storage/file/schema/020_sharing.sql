-- Pictures of one figure that stand on anybody's pages. Whose frames a shared link may stand in, whether it
-- shows what happens just now, and whether search engines may list it.
create table badge (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    figure text not null check (figure in ('now', 'today', 'last_28_days', 'all')),
    page text not null, -- a path; '' = the whole site
    label text not null,
    token text not null, -- as it is: it stands on web pages
    hash text not null unique, -- SHA-256 of it, hex: what it is found by
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null -- ms, UTC
) strict;
create index badge_by_site on badge (site_id);
create index badge_by_user on badge (user_id);
alter table share add column frames text not null default ''; -- hosts, with blanks between; '' = none
alter table share add column shows_live integer not null default 0 check (shows_live in (0, 1));
alter table share add column is_found integer not null default 0 check (is_found in (0, 1)); -- by search engines
