-- Keys that log in without a password. Of each the public half: what is here opens nothing.
create table passkey (
    id integer primary key autoincrement,
    user_id integer not null references user (id) on delete cascade,
    credential text not null unique, -- what the browser calls it, base64url
    hash text not null, -- SHA-256 of that, hex: what is noted of one that was removed
    public_key blob not null, -- COSE
    handle blob not null, -- random, the same for all of a user's: what it calls the user
    host text not null, -- the address it was made at; browsers show it nowhere else
    counter integer not null, -- of its uses, as it says itself; 0 = it does not count
    name text not null,
    created_at integer not null, -- ms, UTC
    used_at integer, -- right to the minute it logged in last
    doubted_at integer -- when its counter went back: since then it opens nothing
) strict;
create index passkey_by_user on passkey (user_id);
create index passkey_by_hash on passkey (hash);
