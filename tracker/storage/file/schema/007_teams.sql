-- Who may do what on a site. A site always has an owner; site.owner_id names the first of them,
-- who answers for it where one person has to.
create table member (
    site_id integer not null references site (id) on delete cascade,
    user_id integer not null references user (id) on delete cascade,
    role text not null check (role in ('viewer', 'editor', 'owner')),
    since integer not null, -- ms, UTC
    primary key (site_id, user_id)
) strict, without rowid;
create index member_by_user on member (user_id);
insert into member (site_id, user_id, role, since)
select id, owner_id, 'owner', created_at from site;

-- Somebody asked by e-mail to join a site. The link in the mail holds a token; only its hash is
-- kept, and it goes with the row when it was used, taken back or has run out.
create table invitation (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    email text not null,
    email_key text not null, -- as in user
    role text not null check (role in ('viewer', 'editor', 'owner')),
    token_hash blob not null unique, -- sha256
    invited_by integer references user (id) on delete set null,
    created_at integer not null,
    until integer not null,
    unique (site_id, email_key)
) strict;

-- Who was switched off: when. They keep their account and cannot use it.
alter table user add column disabled_at integer;
alter table user add column last_seen integer; -- of their last log-in or page, to a few minutes

-- A site's tokens end with the membership of whoever made them.
alter table api_token add column user_id integer references user (id) on delete cascade;
update api_token set user_id = (select owner_id from site where site.id = api_token.site_id);

-- Tokens of a person: what they read, send or administer is what that person may.
create table personal_token (
    id integer primary key autoincrement,
    user_id integer not null references user (id) on delete cascade,
    name text not null,
    scopes text not null, -- of read, send, admin; separated by spaces
    hash text not null unique, -- sha256, hex
    created_at integer not null,
    until integer, -- null = until it is revoked
    used_at integer
) strict;
create index personal_token_by_user on personal_token (user_id);

-- What people did to accounts, sites and the server. No secrets, no addresses. The actor is no
-- reference: the entry outlives the account. Many of a kind within moments are one row.
create table audit (
    id integer primary key autoincrement,
    at integer not null,
    actor_id integer, -- null = nobody who was logged in
    network text not null, -- /24 or /48
    action text not null,
    target text not null,
    times integer not null default 1
) strict;
create index audit_by_actor on audit (actor_id, id);
create index audit_by_action on audit (action, id);
