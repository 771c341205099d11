-- Links by which strangers see a site's reports, without an account.
create table share (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    kind text not null check (kind in ('public', 'secret')),
    token text not null, -- as it is: its owners copy it again whenever they like
    hash text not null unique, -- SHA-256 of it, hex: what it is found by
    password text, -- argon2id; null = none
    until integer, -- ms, UTC: refused from then on; null = never
    panels text not null, -- words, with blanks between
    shows_now integer not null check (shows_now in (0, 1)),
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null -- ms, UTC
) strict;
create index share_by_site on share (site_id);
create index share_by_user on share (user_id);
