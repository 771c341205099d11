-- Links that were mailed: each good once, for a quarter of an hour, in the browser that asked.
create table mailed_link (
    id integer primary key,
    token_hash blob not null unique, -- sha256
    purpose text not null check (purpose in ('login', 'reset', 'email')),
    -- null where nobody has the address: asking then writes as much and takes as long
    user_id integer references user (id) on delete cascade,
    email text not null, -- where it was sent
    browser_hash blob not null, -- sha256 of the asking browser's cookie
    created_at integer not null, -- ms, UTC
    used_at integer
) strict;

create index mailed_link_user on mailed_link (user_id);

-- A browser that has shown one of two factors and owes the code.
create table login_step (
    token_hash blob primary key, -- sha256 of its cookie
    user_id integer not null references user (id) on delete cascade,
    created_at integer not null -- ms, UTC
) strict;

create index login_step_user on login_step (user_id);

-- The secret of an authenticator app is not here: it is made of this salt and the key in
-- two-factors.key, so that a copy of the database alone makes no codes.
create table two_factors (
    user_id integer primary key references user (id) on delete cascade,
    salt blob not null,
    key_hash blob not null, -- which key; another one makes other codes
    turned_on_at integer, -- ms, UTC; null while it is being set up
    last_step integer not null default 0 -- of the last code that was used; none before it is taken
) strict;

create table recovery_code (
    code_hash blob primary key, -- sha256
    user_id integer not null references user (id) on delete cascade,
    used_at integer -- ms, UTC
) strict;

create index recovery_code_user on recovery_code (user_id);
