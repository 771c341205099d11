-- People with an account, and the sessions that their browsers hold.
create table user (
    id integer primary key,
    name text not null,
    name_key text not null unique, -- NFKC, casefolded: what uniqueness means
    email text not null,
    email_key text not null unique,
    password text not null, -- argon2id, encoded
    is_admin integer not null default 0,
    created_at integer not null -- ms, UTC
) strict;

-- One browser that is signed in. The cookie holds a token; only its hash is kept.
create table login_session (
    id integer primary key,
    token_hash blob not null unique, -- sha256
    user_id integer not null references user (id) on delete cascade,
    created_at integer not null, -- ms, UTC
    seen_at integer not null, -- ms, UTC; to a few minutes
    browser text not null, -- "Firefox on Linux", for the user's own list
    network text not null -- where it signed in from, /24 or /48
) strict;

create index login_session_user on login_session (user_id);
